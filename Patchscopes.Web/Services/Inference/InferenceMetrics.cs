using System.Diagnostics.Metrics;

namespace Patchscopes.Web.Services.Inference;

/// <summary>What can be watched from outside (dotnet-counters, OpenTelemetry) under the meter "Patchscopes".</summary>
internal sealed class InferenceMetrics
{
    public const string Meter = "Patchscopes";

    private readonly Counter<long> _cells;
    private readonly Histogram<double> _seconds;

    public InferenceMetrics(IMeterFactory meters, InferenceQueue queue)
    {
        var meter = meters.Create(Meter);
        meter.CreateObservableGauge("patchscopes.queue.length", () => queue.Length, "{job}", "Jobs that wait for the inference thread");
        _cells = meter.CreateCounter<long>("patchscopes.cells", "{cell}", "Cells computed in finished maps");
        _seconds = meter.CreateHistogram<double>("patchscopes.map.duration", "s", "Time of a finished map on the inference thread");
    }

    public void Finished(string model, int cells, double seconds)
    {
        var tag = KeyValuePair.Create("model", (object?)model);
        _cells.Add(cells, tag);
        _seconds.Record(seconds, tag);
    }
}
