using System.Text.Json;
using Patchscopes.Model.SeedFigures;
using Patchscopes.Web.Services;
using Patchscopes.Web.Storage;
using Patchscopes.Web.Tests.Model;
using Xunit;

namespace Patchscopes.Web.Tests.Storage;

public sealed class ShippedRunTests
{
    [Fact]
    public void TheShippedRuns_AreThePublishedFigures()
    {
        Assert.Equal(["gpt2-ceo", "gpt2-medium-abstractive", "gpt2-medium-extractive"], ShippedRuns.All.Select(run => run.Id));
        foreach (var (opened, figure) in ShippedRuns.All.Zip(SeedFigureCatalog.All))
        {
            var sweep = opened.Run.Sweeps[0];
            Assert.Equal((figure.Model, figure.SourcePrompt, figure.TargetPrompt, figure.TargetPosition), (sweep.Request.Model, sweep.Request.Source.Prompt, sweep.Request.Target.Prompt, sweep.Request.Target.Position));
            var started = (SweepStarted)sweep.Events[0];
            Assert.Equal(figure.SourcePrompt, string.Concat(started.SourceTokens.Select(token => token.Text)));
            Assert.Equal(figure.TargetPrompt, string.Concat(started.TargetTokens.Select(token => token.Text)));
            Assert.Equal(started.SourceTokens.ToList().FindLastIndex(token => token.Text == figure.SourceToken), sweep.Request.Source.Position);
            var cells = sweep.Events.OfType<SweepCells>().SelectMany(line => line.Cells).ToDictionary(cell => (cell.SourceLayer.Index, cell.TargetLayer.Index));
            Assert.Equal(figure.Cells, cells.Count);
            for (var row = 0; row < figure.Token.Count; row++)
            {
                for (var column = 0; column < figure.Targets.Count; column++)
                {
                    var top = Assert.Single(cells[(row, figure.Targets[column])].Top);
                    Assert.Equal(figure.Token[row][column], top.Text);
                    Assert.Equal(figure.Probability[row][column], top.Probability, 7);
                }
            }
        }
    }

    [Fact]
    public void TheirTokens_HaveTheIdsOfGpt2()
    {
        var ids = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(GoldenFiles.At("tokenizers", "gpt2", "vocab.json")))!;

        foreach (var sweep in ShippedRuns.All.Select(opened => opened.Run.Sweeps[0]))
        {
            var started = (SweepStarted)sweep.Events[0];
            var tops = sweep.Events.OfType<SweepCells>().SelectMany(line => line.Cells).Select(cell => (cell.Top[0].Id, cell.Top[0].Text));
            Assert.All(started.SourceTokens.Concat(started.TargetTokens).Select(token => (token.Id, token.Text)).Concat(tops), token =>
                Assert.Equal(ids[token.Text.Replace(' ', 'Ġ').Replace('\n', 'Ċ')], token.Id));
        }
    }
}
