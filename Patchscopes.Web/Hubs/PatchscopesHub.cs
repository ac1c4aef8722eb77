using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Patchscopes.Web.Api;
using Patchscopes.Web.Classroom;
using Patchscopes.Web.Services;
using Patchscopes.Web.Services.Stages;

namespace Patchscopes.Web.Hubs;

/// <summary>The streams of the HTTP API over SignalR.</summary>
internal sealed class PatchscopesHub(IPatchscopeService service, IStageService stages, RoomStream rooms, HubFaults faults) : Hub
{
    public const string Path = "/hubs/patchscopes";

    /// <summary>In bytes; as the HTTP API, and some for what SignalR puts around a request. A longer message makes it hang up.</summary>
    public const int LargestMessage = RequestReader.LargestRequest + 1024;

    /// <summary>Streams a map; a refusal is a <see cref="HubException"/> with the words of the HTTP API.</summary>
    /// <param name="request">As the body of POST /api/v1/sweeps.</param>
    /// <param name="cancellationToken">The client has left the stream.</param>
    public Task<IAsyncEnumerable<SweepEvent>> StreamSweep(JsonElement request, CancellationToken cancellationToken) =>
        OpenAsync(async () => (await service.StartSweepAsync(RequestReader.Sweep(request), view: null, cancellationToken)).Events);

    /// <summary>Streams a trace.</summary>
    /// <param name="request">As the body of POST /api/v1/traces.</param>
    /// <param name="cancellationToken">The client has left the stream.</param>
    public Task<IAsyncEnumerable<StageEvent>> StreamTrace(JsonElement request, CancellationToken cancellationToken) =>
        OpenAsync(() => stages.TraceAsync(StageReader.Trace(request), cancellationToken));

    /// <summary>Streams a trace of a changed run.</summary>
    /// <param name="request">As the body of POST /api/v1/interventions.</param>
    /// <param name="cancellationToken">The client has left the stream.</param>
    public Task<IAsyncEnumerable<StageEvent>> StreamIntervention(JsonElement request, CancellationToken cancellationToken) =>
        OpenAsync(() => stages.InterveneAsync(StageReader.Intervention(request), cancellationToken));

    /// <summary>Streams traces over a data set.</summary>
    /// <param name="request">As the body of POST /api/v1/stages/datasets.</param>
    /// <param name="cancellationToken">The client has left the stream.</param>
    public Task<IAsyncEnumerable<DatasetEvent>> StreamDataset(JsonElement request, CancellationToken cancellationToken) =>
        OpenAsync(() => stages.TraceDatasetAsync(StageReader.Dataset(request), cancellationToken));

    /// <summary>Streams an ablation.</summary>
    /// <param name="request">As the body of POST /api/v1/stages/ablations.</param>
    /// <param name="cancellationToken">The client has left the stream.</param>
    public Task<IAsyncEnumerable<AblationEvent>> StreamAblation(JsonElement request, CancellationToken cancellationToken) =>
        OpenAsync(() => stages.AblateAsync(StageReader.Ablation(request), cancellationToken));

    /// <summary>Follows a room: what its teacher shows, and the lines of each map that is run there. A connection follows a room once.</summary>
    /// <param name="code">The room's code.</param>
    /// <param name="cancellationToken">The client has left.</param>
    public Task<IAsyncEnumerable<RoomLine>> FollowRoom(string code, CancellationToken cancellationToken) => OpenAsync(() => rooms.FollowAsync(Context.ConnectionId, code, cancellationToken));

    private async Task<IAsyncEnumerable<T>> OpenAsync<T>(Func<Task<IAsyncEnumerable<T>>> open, [CallerMemberName] string method = "")
    {
        try
        {
            return faults.WatchAsync(await open(), method, Context.ConnectionAborted);
        }
        catch (RequestRefusedException refusal)
        {
            throw new HubException(refusal.Message, refusal);
        }
    }
}
