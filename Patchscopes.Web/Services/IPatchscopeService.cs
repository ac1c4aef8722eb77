using System.Text.Json.Serialization;
using Patchscopes.Model.Architecture;
using Patchscopes.Model.Tokens;

namespace Patchscopes.Web.Services;

/// <summary>
/// Runs Patchscopes for the page, the hub and the HTTP API: checks requests, queues them for the inference thread, joins
/// identical ones, and streams what comes. Every refusal is a <see cref="RequestRefusedException"/> with words for the visitor.
/// </summary>
public interface IPatchscopeService
{
    /// <summary>The models that can be named, <c>atlas</c> first, and whether each is in memory.</summary>
    IReadOnlyList<ModelSummary> Models();

    /// <summary>The same with what the files of each say, which takes a look into all of them.</summary>
    IReadOnlyList<ModelSummary> ModelsInFull();

    /// <summary>Memory that the weights of all loaded models may take together, in bytes.</summary>
    long ModelBudget { get; }

    /// <summary>Shape, checks and hash of a model; loads it when it was not yet asked for.</summary>
    Task<ModelDescription> DescribeAsync(string model, CancellationToken cancellationToken);

    /// <summary>The tokens of a text as the prompt would be run, BOS included, or as a message in the model's chat template; does not wait for running sweeps.</summary>
    Task<IReadOnlyList<Token>> TokenizeAsync(string model, string text, bool chat, CancellationToken cancellationToken);

    /// <summary>The tokens of a text as it follows a prompt, which is how answers are read; does not wait for running sweeps.</summary>
    Task<IReadOnlyList<Token>> SpellAsync(string model, string text, CancellationToken cancellationToken);

    /// <summary>
    /// Starts or joins a run. Awaiting it means: accepted (or refused by exception); the events then come from
    /// <see cref="SweepRun.Events"/>: first what is there already, then what follows.
    /// </summary>
    /// <param name="request">The map asked for.</param>
    /// <param name="view">
    /// A page's view: a newer run of the same view ends the older one. Null for hub and API, whose runs are never superseded.
    /// </param>
    /// <param name="cancellationToken">Leaves the run; it stops when nobody else reads it.</param>
    Task<SweepRun> StartSweepAsync(SweepRequest request, object? view, CancellationToken cancellationToken);

    /// <summary>One cell in full: its most probable tokens and what the model goes on to write, with and without the patch.</summary>
    Task<CellDetail> OpenCellAsync(CellRequest request, CancellationToken cancellationToken);

    /// <summary>What a lens reads in every state of a prompt.</summary>
    Task<LensTable> ReadLensAsync(LensRequest request, CancellationToken cancellationToken);

    /// <summary>About how long a map of this size takes, from what this machine has shown so far; null before the first run.</summary>
    TimeSpan? Estimate(string model, int cells, int targetTokensFromPatch);
}

/// <summary>One reader's end of a run.</summary>
/// <param name="QueuePlace">How many jobs are before this one; 0 when it runs or is done.</param>
/// <param name="Events">The whole stream from its first line; leaving the enumeration leaves the run.</param>
public sealed record SweepRun(int QueuePlace, IAsyncEnumerable<SweepEvent> Events);

/// <summary>A line of the list of models.</summary>
/// <param name="Name">The string that requests give.</param>
public sealed record ModelSummary(string Name)
{
    /// <summary>What its config makes it, in words; null, like its sizes, where its files were not looked at or cannot be used.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Words { get; init; }

    /// <summary>Bytes of its weight files.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DiskBytes { get; init; }

    /// <summary>Bytes that its weights take in memory.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MemoryBytes { get; init; }

    /// <summary>Whether it is in memory.</summary>
    public ModelState State { get; init; }

    /// <summary>Share of its weights that is read, 0 … 1, while it is being read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Progress { get; init; }

    /// <summary>What is known of it while it is in memory: its checks, its hash.</summary>
    [JsonIgnore]
    public ModelDescription? Details { get; init; }

    /// <summary>Why it could not be used when it was last asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }
}

/// <summary>What a model is.</summary>
/// <param name="Name">The string that requests give.</param>
/// <param name="Blocks">Number of blocks, L.</param>
/// <param name="Width">Dimension of the residual stream.</param>
/// <param name="Heads">Attention heads per block.</param>
/// <param name="Context">Longest prompt in tokens.</param>
/// <param name="Vocabulary">Number of tokens.</param>
/// <param name="DataType">Type that it computes in, "float32".</param>
/// <param name="Hash">SHA-256 of its files, hexadecimal.</param>
/// <param name="Checks">The identities tested when it was loaded.</param>
public sealed record ModelDescription(
    string Name, int Blocks, int Width, int Heads, int Context, int Vocabulary, string DataType, string Hash,
    IReadOnlyList<ModelCheckResult> Checks)
{
    /// <summary>Whether it is an instruct model, for which a prompt can be written as a message.</summary>
    public bool HasChatTemplate { get; init; }
}

/// <summary>One identity tested at load time.</summary>
/// <param name="Name">What must hold, in words.</param>
/// <param name="Difference">Largest relative difference found.</param>
/// <param name="Tolerance">Largest difference allowed.</param>
public sealed record ModelCheckResult(string Name, double Difference, double Tolerance);

/// <summary>Asks for one cell of a map in full.</summary>
/// <param name="Sweep">The map.</param>
/// <param name="SourceLayer">ℓ.</param>
/// <param name="TargetLayer">ℓ*.</param>
/// <param name="TopK">Tokens of the distribution.</param>
/// <param name="NewTokens">Tokens to write.</param>
/// <param name="Controls">Whether other vectors are tried in the same place.</param>
public sealed record CellRequest(SweepRequest Sweep, Layer SourceLayer, Layer TargetLayer, int TopK = 10, int NewTokens = 20, bool Controls = false)
{
    /// <summary>The most tokens that may be written for the cell, and as many without the patch.</summary>
    public const int MostNewTokens = 200;
}

/// <summary>One cell in full.</summary>
/// <param name="Top">Most probable tokens at the read-out position of the patched run, falling.</param>
/// <param name="UnpatchedTop">The same of the target run as it is.</param>
/// <param name="Patched">What the model writes after the target prompt with the patch (the patch acts in the prompt pass only).</param>
/// <param name="Unpatched">What it writes without.</param>
public sealed record CellDetail(
    IReadOnlyList<TokenReading> Top, IReadOnlyList<TokenReading> UnpatchedTop,
    IReadOnlyList<Token> Patched, IReadOnlyList<Token> Unpatched)
{
    /// <summary>What other vectors at the same place make the model say.</summary>
    public IReadOnlyList<ControlReading> Controls { get; init; } = [];
}

/// <summary>What stands in for the state of a cell.</summary>
public enum ControlKind
{
    /// <summary>A random vector of the state's own length (Euclidean norm).</summary>
    Random,

    /// <summary>The mean state of the source layer over the built-in texts.</summary>
    Mean,

    /// <summary>The state of another token of the source prompt, at the same layer.</summary>
    Token,
}

/// <summary>What the model says when something else is put where a cell puts a state: a reading that this gives too does not come from the state.</summary>
/// <param name="Kind">What was put in.</param>
/// <param name="Number">The seed of a random vector, the position of a token; 0 for the mean.</param>
/// <param name="Top">The most probable next tokens, falling.</param>
public sealed record ControlReading(ControlKind Kind, int Number, IReadOnlyList<TokenReading> Top)
{
    /// <summary>Whether it gives the same top token.</summary>
    public bool Says(TokenReading? token) => Top is [var top, ..] && top.Id == token?.Id;
}

/// <summary>Why a request was refused.</summary>
public enum RefusalReason
{
    /// <summary>A field is missing, malformed or out of range: HTTP 400.</summary>
    Invalid,

    /// <summary>No such model in the list: HTTP 404.</summary>
    UnknownModel,

    /// <summary>The queue is full: HTTP 429.</summary>
    Busy,

    /// <summary>The visitor's address has used what it may for now: HTTP 429.</summary>
    OverLimit,

    /// <summary>The administrator's key is missing, or another one was given: HTTP 401.</summary>
    NotAdministrator,

    /// <summary>This server has no administrator's key: HTTP 403.</summary>
    NoAdministrator,

    /// <summary>The model is listed, but its files cannot be used: HTTP 503.</summary>
    ModelUnusable,

    /// <summary>It broke on the server while it was computed: HTTP 500.</summary>
    Broken,

    /// <summary>No such run is kept, or no longer: HTTP 404.</summary>
    NotKept,

    /// <summary>Only its owner may do that: HTTP 403.</summary>
    NotOwner,

    /// <summary>It is larger than what is kept or read: HTTP 413.</summary>
    TooLarge,

    /// <summary>What is kept cannot be reached or added to: HTTP 503.</summary>
    StoreUnavailable,
}

/// <summary>A request that cannot be run, with words that name the input and the remedy.</summary>
/// <param name="reason">Which kind.</param>
/// <param name="field">The field at fault as the API names it ("source.position"), or null.</param>
/// <param name="message">What happened and what to do, for the visitor.</param>
/// <param name="inner">What it follows from, if anything.</param>
public sealed class RequestRefusedException(RefusalReason reason, string? field, string message, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>Which kind.</summary>
    public RefusalReason Reason { get; } = reason;

    /// <summary>The field at fault, or null.</summary>
    public string? Field { get; } = field;

    /// <summary>After how long the same request may be granted; null where that is not known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The message for who filled in no field of the API: it begins with what the page calls it.</summary>
    /// <param name="name">What that is, as a sentence begins: "The question".</param>
    public string Of(string name) => Field is { Length: > 0 } field && Message.StartsWith(field, StringComparison.Ordinal) ? name + Message[field.Length..] : Message;
}
