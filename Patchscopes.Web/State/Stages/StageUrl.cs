using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;
using static Patchscopes.Web.State.LinkText;

namespace Patchscopes.Web.State.Stages;

/// <summary>The one mapper between a view of the stages and its query string.</summary>
public static class StageUrl
{
    private const string Model = "model";
    private const string Task = "task";
    private const string Prompt = "prompt";
    private const string Position = "position";
    private const string Decoder = "decoder";
    private const string Argument = "argument";
    private const string Answer = "answer";
    private const string TopK = "topK";
    private const string Block = "block";
    private const string Lane = "lane";
    private const string Shown = "shown";
    private const string Without = "without";
    private const string Onto = "onto";
    private const string Chat = "chat";

    private static readonly string[] Fields = [Model, Task, Prompt, Position, Decoder, Argument, Answer, TopK, Block, Lane, Shown, Without, Onto, Chat];

    private static readonly LinkNames<LensKind> Decoders = new([.. Enum.GetValues<LensKind>().Select(lens => (lens, StageNames.Of(lens)))]);
    private static readonly LinkNames<LaneKey> Lanes = new((LaneKey.Question, "question"), (LaneKey.Twin, "twin"));
    private static readonly LinkNames<ShownState> States = new((ShownState.AfterBlock, "block"), (ShownState.AfterAttention, "attention"));

    /// <summary>The first visit's view: the first task, with its argument and answer.</summary>
    public static StageView Defaults(string model) => Of(StageTasks.All[0], model);

    /// <summary>A task as a view.</summary>
    public static StageView Of(StageTask task, string model) => new()
    {
        Request = new TraceRequest { Model = model, Prompt = task.Question.Prompt, Argument = task.Question.Argument, Answer = task.Question.Answer },
        Task = task.Key,
    };

    /// <summary>The query string of a view, with its question mark. An empty argument or answer is an automatic one.</summary>
    public static string Write(StageView view)
    {
        var (request, usual) = (view.Request, new TraceRequest { Model = "", Prompt = "" });
        var task = StageTasks.All.FirstOrDefault(task => task.Key == view.Task);
        var fields = new List<(string Name, string Value)> { (Model, request.Model) };
        if (task is not null)
            fields.Add((Task, task.Key));
        Add(Prompt, request.Prompt, task is null);
        Add(Argument, request.Argument ?? "", request.Argument != task?.Question.Argument);
        Add(Answer, request.Answer ?? "", request.Answer != task?.Question.Answer);
        Add(Position, Number(request.Position), request.Position != usual.Position);
        Add(Chat, Yes, request.Chat);
        Add(Decoder, Decoders.Of(request.Decoder), request.Decoder != usual.Decoder);
        Add(TopK, Number(request.TopK), request.TopK != usual.TopK);
        Add(Block, Number(view.Block ?? 0), view.Block is not null);
        Add(Lane, Lanes.Of(view.Lane), view.Lane != LaneKey.Question);
        Add(Shown, States.Of(view.Shown), view.Shown != ShownState.AfterBlock);
        Add(Without, view.Without?.ToString() ?? "", view.Without is not null);
        Add(Onto, view.Without?.Put?.Onto ?? "", view.Without?.Put is not null);
        return Query(fields);

        void Add(string name, string value, bool isSaid)
        {
            if (isSaid)
                fields.Add((name, value));
        }
    }

    /// <summary>Reads a query string; what it lacks or says wrongly is as on a first visit.</summary>
    public static StageLink Read(string query, string defaultModel)
    {
        var reader = new LinkReader(QueryHelpers.ParseQuery(query));
        reader.CheckNames(Fields, "this page");
        var model = reader.Text(Model) ?? defaultModel;
        var task = reader.ParseObject<StageTask>(Task, TryTask, $"one of {string.Join(", ", StageTasks.All.Select(task => task.Key))}");
        var isOwn = reader.Text(Prompt) is not null;
        var basis = isOwn
            ? new StageView { Request = new TraceRequest { Model = model, Prompt = reader.Text(Prompt)! } }
            : Of(task ?? StageTasks.All[0], model);
        var view = basis with
        {
            Request = basis.Request with
            {
                Argument = Word(reader, Argument, basis.Request.Argument),
                Answer = Word(reader, Answer, basis.Request.Answer),
                Position = reader.Parse<int>(Position, TryNumber, "a token's position such as 3, or -1 for the last one") ?? basis.Request.Position,
                Chat = reader.IsYes(Chat),
                Decoder = reader.Parse<LensKind>(Decoder, Decoders.TryParse, Decoders.ToString()) ?? basis.Request.Decoder,
                TopK = reader.Parse<int>(TopK, TryTopK, $"a number from 1 to {SweepRequest.LargestTopK}") ?? basis.Request.TopK,
            },
            Block = reader.Parse<int>(Block, TryBlock, "a block's number such as 8"),
            Lane = reader.Parse<LaneKey>(Lane, Lanes.TryParse, Lanes.ToString()) ?? default,
            Shown = reader.Parse<ShownState>(Shown, States.TryParse, States.ToString()) ?? default,
            Without = reader.ParseObject<StageProof>(
                Without, (string text, out StageProof proof) => StageProof.TryParse(text, reader.Text(Onto), out proof),
                "what is done to a run, such as mlp.8, mlp.7-9, attention.12 or twin.mlp.4, or write.8.7-9 with a prompt as onto"),
        };
        return new StageLink(view, reader.Problems);
    }

    private static string? Word(LinkReader reader, string field, string? usual) =>
        reader.Text(field) is not { } text ? usual : text.Trim().Length == 0 ? null : text;

    private static bool TryTask(string text, out StageTask task)
    {
        var found = StageTasks.All.FirstOrDefault(task => task.Key == text);
        task = found ?? StageTasks.All[0];
        return found is not null;
    }

    private static bool TryBlock(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryTopK(string text, out int topK) => TryBlock(text, out topK) && topK is >= 1 and <= SweepRequest.LargestTopK;
}
