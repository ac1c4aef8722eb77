using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Patchscopes.Web.Components.Controls;
using Patchscopes.Web.Components.Layout;
using Patchscopes.Web.State.Views;
using Plotly.Blazor;
using Plotly.Blazor.Interop;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

public sealed class LensHeatmapTests : ControlContext
{
    private readonly BunitJSModuleInterop _chart;

    public LensHeatmapTests() => _chart = SetupChart();

    [Fact]
    public void Cells_ThatCome_AreSentAlone()
    {
        var map = Render(Model(2, 3));
        map.Render(parameters => parameters.Add(heatmap => heatmap.Model, Model(2, 3, (1, 2, "␣word", 0.5f))));

        var update = Assert.Single(_chart.Invocations["update"]);
        var sent = Json(update.Arguments[1]);
        Assert.Equal(["hovertext[1][2]", "text[1][2]", "z[1][2]"], sent.EnumerateObject().Select(field => field.Name).Order());
        Assert.Equal(0.5, sent.GetProperty("z[1][2]").GetDouble());
        Assert.Equal(0, Json(update.Arguments[3])[0].GetInt32());
        Assert.Single(_chart.Invocations["newPlot"]);
        Assert.Empty(_chart.Invocations["react"]);
    }

    [Fact]
    public void TheSameCells_AreNotSentAgain()
    {
        var model = Model(2, 2, (0, 0, "a", 0.1f));
        var map = Render(model);
        map.Render(parameters => parameters.Add(heatmap => heatmap.Model, model).Add(heatmap => heatmap.Opened, (0, 0)));

        Assert.Empty(_chart.Invocations["update"]);
        Assert.Single(map.FindAll(".outline.opened"));
    }

    [Fact]
    public void ANewMap_IsDrawnAsAWhole()
    {
        var map = Render(Model(2, 2, (0, 0, "a", 0.1f)));
        map.Render(parameters => parameters.Add(heatmap => heatmap.Model, Model(2, 2, (1, 1, "b", 0.2f))));

        Assert.Single(_chart.Invocations["react"]);
        Assert.Empty(_chart.Invocations["update"]);
    }

    [Fact]
    public void TokenText_ThatLooksLikeHtml_IsEncodedInLabelAndHover()
    {
        const string Evil = "<img src=x onerror=alert(1)>";
        var map = Render(Model(2, 2));
        map.Render(parameters => parameters.Add(heatmap => heatmap.Model, Model(2, 2, (0, 0, Evil, 0.5f))));

        var sent = Json(Assert.Single(_chart.Invocations["update"]).Arguments[1]);
        Assert.DoesNotContain("<img", sent.GetProperty("text[0][0]").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("<img", sent.GetProperty("hovertext[0][0]").GetString(), StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", sent.GetProperty("hovertext[0][0]").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void LargeMaps_GetTheirLabelsAtTheEnd()
    {
        var map = Render(Model(15, 15) with { IsRunning = true });
        map.Render(parameters => parameters.Add(heatmap => heatmap.Model, Model(15, 15, (0, 0, "a", 0.1f))));

        Assert.Equal("", Json(Assert.Single(_chart.Invocations["newPlot"]).Arguments[1])[0].GetProperty("texttemplate").GetString());
        Assert.Contains(_chart.Invocations["update"], update => Json(update.Arguments[1]).TryGetProperty("texttemplate", out var template) && template.GetString() == "%{text}");
    }

    [Fact]
    public void DeadCells_AreSentToTheGreyTrace()
    {
        var map = Render(Model(2, 2));
        var model = Model(2, 2, (0, 1, "a", 0.4f));
        map.Render(parameters => parameters.Add(heatmap => heatmap.Model, model with { Cells = [[null, model.Cells[0][1]! with { IsDead = true }], [null, null]] }));

        Assert.Equal(1, Json(Assert.Single(_chart.Invocations["update"]).Arguments[3])[0].GetInt32());
    }

    [Fact]
    public void CellsToCome_HaveAnEmptyLabel_SincePlotlyWouldWriteNull()
    {
        Render(Model(1, 2, (0, 0, "a", 0.4f)));

        var traces = Json(Assert.Single(_chart.Invocations["newPlot"]).Arguments[1]);
        Assert.Equal("", traces[0].GetProperty("text")[0][1].GetString());
        Assert.All(traces[1].GetProperty("text")[0].EnumerateArray(), text => Assert.Equal("", text.GetString()));
    }

    [Fact]
    public void ANumberThatDoesNotFit_IsShortenedOrLeftOut_AndNeverCut()
    {
        foreach (var (columns, label) in new[] { (12, "+0.123"), (20, "+0.12"), (30, "") })
        {
            var model = Model(1, columns);
            Render(model with { Cells = [[new HeatmapCell(new CellValue(0.123, "+0.123", "+0.12", "+0.123"), false, ["x"]), .. new HeatmapCell?[columns - 1]]] });

            var text = Json(_chart.Invocations["newPlot"][^1].Arguments[1])[0].GetProperty("text")[0][0].GetString()!;
            Assert.Equal(label, System.Text.RegularExpressions.Regex.Replace(text, "<[^>]*>", ""));
        }
    }

    [Fact]
    public void ARange_IsTheChartsRange_AndADivergingOneHasItsColors()
    {
        Render(Model(1, 1) with { Range = ValueRange.Changes, Cells = [[new HeatmapCell(CellValue.Of(-0.5, "−0.500"), false, ["x"])]] });

        var trace = Json(Assert.Single(_chart.Invocations["newPlot"]).Arguments[1])[0];
        Assert.Equal((-1, 1), (trace.GetProperty("zmin").GetDouble(), trace.GetProperty("zmax").GetDouble()));
        Assert.Equal(-0.5, trace.GetProperty("z")[0][0].GetDouble());
        Assert.Equal(ThemeColors.Light.Diverging[0], trace.GetProperty("colorscale")[0][1].GetString());
    }

    [Fact]
    public void ANameOfAnAxis_SaysItsPlace()
    {
        var chosen = new List<string>();
        var map = Render<LensHeatmap>(parameters => parameters
            .AddCascadingValue(ThemeMode.Light)
            .Add(heatmap => heatmap.Model, Model(2, 3)).Add(heatmap => heatmap.SelectedRow, 1)
            .Add(heatmap => heatmap.RowChosen, EventCallback.Factory.Create<int>(this, at => chosen.Add($"row {at}")))
            .Add(heatmap => heatmap.ColumnChosen, EventCallback.Factory.Create<int>(this, at => chosen.Add($"column {at}"))));

        map.Find("[aria-label='source layer 1, row']").Click();
        map.Find("[aria-label='target layer 2, column']").Click();

        Assert.Equal(["row 1", "column 2"], chosen);
        Assert.Equal("true", map.Find("[aria-label='source layer 1, row']").GetAttribute("aria-pressed"));
    }

    [Fact]
    public void AClick_SaysRowAndColumn()
    {
        (int, int)? clicked = null;
        var map = Render(Model(2, 3, (1, 2, "a", 0.1f)), at => clicked = at);

        var point = JsonSerializer.Deserialize<JsonElement>("[1,2]");
        map.InvokeAsync(() => map.FindComponent<PlotlyChart>().Instance.ClickEvent([new EventDataPoint { PointIndex = point }]));

        map.WaitForAssertion(() => Assert.Equal((1, 2), clicked));
    }

    [Fact]
    public void TheTheme_RedrawsInItsColors()
    {
        var model = Model(2, 2, (0, 0, "a", 0.1f));
        var theme = Render<CascadingValue<ThemeMode>>(parameters => parameters
            .Add(value => value.Value, ThemeMode.Light).AddChildContent<LensHeatmap>(map => map.Add(heatmap => heatmap.Model, model)));

        theme.Render(parameters => parameters
            .Add(value => value.Value, ThemeMode.Dark).AddChildContent<LensHeatmap>(map => map.Add(heatmap => heatmap.Model, model)));

        Assert.Contains(ThemeColors.Dark.Scale[^1], Json(Assert.Single(_chart.Invocations["react"]).Arguments[1]).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void TheHatching_StaysUntilTheChartIsPainted()
    {
        var script = JSInterop.SetupModule("./js/chart.js");
        var isMissing = script.Setup<bool>("isMissing");
        var map = Render(Model(1, 1, (0, 0, "a", 0.4f)));
        Assert.DoesNotContain("whole", map.Find(".frame").ClassList);
        Assert.Equal("target layer (after block)", map.Find(".across .title").TextContent);

        isMissing.SetResult(false);

        map.WaitForAssertion(() => Assert.Contains("whole", map.Find(".frame").ClassList));
    }

    [Fact]
    public void WithoutItsScript_SaysSo_AndAsksTheChartForNothing()
    {
        JSInterop.SetupModule("./js/chart.js").Setup<bool>("isMissing").SetResult(true);

        var map = Render(Model(1, 1, (0, 0, "a", 0.4f)));

        map.WaitForAssertion(() => Assert.Contains("did not load", map.Find("[data-testid=chart-missing]").TextContent, StringComparison.Ordinal));
        Assert.Empty(_chart.Invocations);
        Assert.DoesNotContain("whole", map.Find(".frame").ClassList);
    }

    private IRenderedComponent<LensHeatmap> Render(HeatmapModel model, Action<(int, int)>? clicked = null) => Render<LensHeatmap>(parameters => parameters
        .AddCascadingValue(ThemeMode.Light)
        .Add(heatmap => heatmap.Model, model)
        .Add(heatmap => heatmap.Clicked, EventCallback.Factory.Create<(int, int)>(this, clicked ?? (_ => { }))));

    private static HeatmapModel Model(int rows, int columns, params (int Row, int Column, string Label, float Probability)[] cells)
    {
        var grid = Enumerable.Range(0, rows).Select(_ => new HeatmapCell?[columns]).ToArray();
        foreach (var (row, column, label, probability) in cells)
            grid[row][column] = new HeatmapCell(new CellValue(probability, label, null, label), false, ["after block 0 → after block 0", label + "  0.5"]);
        return new HeatmapModel
        {
            Rows = [.. Enumerable.Range(0, rows).Select(at => $"{at}")],
            Columns = [.. Enumerable.Range(0, columns).Select(at => $"{at}")],
            Cells = grid,
            IsRunning = false,
        };
    }

    private static JsonElement Json(object? argument) => JsonSerializer.SerializeToElement(argument);
}
