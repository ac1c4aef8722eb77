using Patchscopes.Model.Lenses;
using Patchscopes.Web.Services;
using static Patchscopes.Web.State.Cancellation;

namespace Patchscopes.Web.State;

/// <summary>The lens table: what every state of one of the two prompts says by itself.</summary>
public sealed partial class ExplorerState
{
    private CancellationTokenSource? _lens;
    private LensRequest? _read;

    /// <summary>Whether the table is shown.</summary>
    public bool IsLensOpen { get; private set; }

    /// <summary>Whose states it reads.</summary>
    public PromptRole LensRole { get; private set; }

    /// <summary>How it reads them.</summary>
    public LensKind LensDecoder { get; private set; }

    /// <summary>What it was asked for last; null before that.</summary>
    public LensRequest? LensAsked { get; private set; }

    /// <summary>The table: the one before while another is computed; null before the first and where the last was refused.</summary>
    public LensTable? Lens { get; private set; }

    /// <summary>Why there is none, or null.</summary>
    public string? LensMessage { get; private set; }

    /// <summary>Whether a table is computed now.</summary>
    public bool IsLensComing { get; private set; }

    /// <summary>Whether the table belongs to another prompt, model or reading than the page now shows.</summary>
    public bool IsLensStale => Lens is not null && _read != LensRequest();

    /// <summary>Shows the table, of another prompt or read in another way, or puts it away.</summary>
    public Task ShowLensAsync(bool isOpen, PromptRole role, LensKind decoder)
    {
        (IsLensOpen, LensRole, LensDecoder) = (isOpen, role, decoder);
        return ReadLensAsync();
    }

    private LensRequest LensRequest()
    {
        var prompt = Prompt(LensRole);
        return new LensRequest { Model = LensRole is PromptRole.Source ? SourceModelName : ModelName, Prompt = prompt.Text, Chat = prompt.IsChat, Decoder = LensDecoder };
    }

    /// <summary>Reads the table anew where it is shown and belongs to another prompt or model than the page does.</summary>
    private async Task ReadLensAsync()
    {
        var request = LensRequest();
        if (!IsLensOpen || _disposed || (request == _read && Lens is not null))
        {
            Changed();
            return;
        }
        var reading = Renew(ref _lens);
        (LensMessage, LensAsked, IsLensComing) = (null, request, true);
        Changed();
        try
        {
            var table = await service.ReadLensAsync(request, reading);
            reading.ThrowIfCancellationRequested();
            (Lens, _read, IsLensComing) = (table, request, false);
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested || _disposed)
        {
            return;
        }
        catch (RequestRefusedException refused)
        {
            if (reading.IsCancellationRequested)
                return;
            (Lens, IsLensComing) = (null, false);
            LensMessage = refused.Of(refused.Field is "decoder" ? "The decoder" : "The prompt");
        }
        Changed();
    }
}
