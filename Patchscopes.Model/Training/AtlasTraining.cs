using System.Diagnostics;
using System.Globalization;
using Patchscopes.Model.Training.Corpus;
using Patchscopes.Model.Training.Optimisation;
using Patchscopes.Model.Training.Tokenizer;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training;

/// <summary>
/// Trains an embedded model from the tables of facts. Atlas learns the copying circuit, then one block that applies
/// relations, then those for lists; atlas-small all at once. Goes on from the last checkpoint in the work folder, if there is one.
/// </summary>
public sealed class AtlasTraining
{
    private const int StepsPerLogLine = 50, StepsPerCard = 400;
    private const double LossSmoothing = .03, HintSmoothing = .05;

    private readonly AtlasShape _shape;
    private readonly TrainingOptions _options;
    private readonly Action<TrainingProgress> _report;
    private readonly Action<string> _log;
    private readonly AtlasTokenizer _tokenizer;
    private readonly BatchWriter _batches;
    private readonly Stopwatch _clock = new();
    private readonly Stopwatch _sinceCheckpoint = Stopwatch.StartNew();
    private int _stepsHere;

    /// <summary>Prepares a training.</summary>
    /// <param name="options">Folders, threads, seed.</param>
    /// <param name="report">Called after every step.</param>
    /// <param name="log">Called with every line of the log.</param>
    public AtlasTraining(TrainingOptions options, Action<TrainingProgress> report, Action<string> log)
    {
        (_options, _report, _log) = (options, report, log);
        _shape = AtlasShape.All.FirstOrDefault(shape => shape.Name == options.Model)
            ?? throw new ArgumentException($"There is no embedded model {options.Model}. There are {string.Join(" and ", AtlasShape.All.Select(shape => shape.Name))}.", nameof(options));
        _tokenizer = new AtlasTokenizer(AtlasVocabulary.Build(AtlasWords.All));
        _batches = new BatchWriter(_tokenizer, options.Seed);
    }

    private IReadOnlyList<PhaseSchedule> Phases => _shape.Phases;

    private string StateFile => Path.Combine(_options.WorkFolder, "state.safetensors");

    /// <summary>Trains to the end, or until cancelled, when the state is saved; then writes the model folder.</summary>
    /// <exception cref="InvalidDataException">The checkpoint in the work folder is damaged, or of a training with another seed.</exception>
    /// <exception cref="OperationCanceledException">The training was stopped; the next run goes on from there.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_options.WorkFolder);
        set_num_threads(_options.Threads);
        var state = Open();
        try
        {
            while (true)
            {
                Train(state, cancellationToken);
                if (state.Phase == Phases[^1].Phase)
                    break;
                state = Continue(state);
                state.Save(StateFile);
            }
            AtlasFolder.Write(_options.OutputFolder, state.Parameters, _tokenizer.Vocabulary);
            _log($"wrote {_options.OutputFolder}");
        }
        finally
        {
            state.Dispose();
        }
    }

    private TrainingState Open()
    {
        var vocabulary = _tokenizer.Vocabulary.Tokens.Count;
        if (File.Exists(StateFile))
        {
            var resumed = TrainingState.Load(StateFile, _shape, vocabulary, _options.Seed);
            _log($"goes on from {StateFile}: {resumed.Phase}, step {resumed.NextStep}");
            return resumed;
        }
        var parameters = new AtlasParameters(_shape, vocabulary);
        AtlasInitialisation.Apply(parameters, _tokenizer, _options.Seed);
        return TrainingState.Start(parameters, Phases[0].Phase, _options.Seed);
    }

    /// <summary>The start of the phase after this one. The parameters change hands, all else of the old phase goes.</summary>
    private TrainingState Continue(TrainingState finished)
    {
        finished.Optimiser.Dispose();
        finished.Step.Dispose();
        return TrainingState.Start(finished.Parameters, Phases.SkipWhile(phase => phase.Phase != finished.Phase).ElementAt(1).Phase, finished.Seed);
    }

    private void Train(TrainingState state, CancellationToken cancellationToken)
    {
        var schedule = Phases.Single(phase => phase.Phase == state.Phase);
        _log($"{schedule.Words}: {schedule.Steps} steps of {BatchWriter.Tokens} tokens, rate {schedule.HighestRate}");
        var smoothed = new SmoothedLosses();
        while (state.NextStep < schedule.Steps)
        {
            _clock.Start();
            var step = state.NextStep;
            var losses = state.Step.Backpropagate(_batches.Write(state.Phase, step), state.Phase, schedule.HintShare(step));
            state.Optimiser.Step(schedule.Rate(step), step);
            state.NextStep++;
            _stepsHere++;
            _clock.Stop();
            smoothed.Add(losses);
            Report(schedule, state.NextStep, smoothed);
            if (step % StepsPerLogLine == 0 || state.NextStep == schedule.Steps)
                _log(Line(schedule, step, smoothed));
            if (state.NextStep % StepsPerCard == 0 || state.NextStep == schedule.Steps)
                LogCard(state);
            if (cancellationToken.IsCancellationRequested || _sinceCheckpoint.Elapsed.TotalMinutes >= _options.MinutesPerCheckpoint || state.NextStep == schedule.Steps)
                Save(state);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Save(TrainingState state)
    {
        state.Save(StateFile);
        _sinceCheckpoint.Restart();
    }

    private void LogCard(TrainingState state)
    {
        foreach (var line in new QuickCard(state.Parameters, _tokenizer).Lines(state.Phase))
            _log(line);
    }

    private void Report(PhaseSchedule schedule, int stepsOfPhase, SmoothedLosses losses)
    {
        var before = Phases.TakeWhile(phase => phase != schedule).Sum(phase => phase.Steps);
        var all = Phases.Sum(phase => phase.Steps);
        var perStep = _clock.Elapsed / _stepsHere;
        var left = all - before - stepsOfPhase;
        _report(new TrainingProgress(schedule.Words, before + stepsOfPhase, all, losses.Answers, BatchWriter.Tokens / perStep.TotalSeconds, perStep * left));
    }

    private string Line(PhaseSchedule schedule, int step, SmoothedLosses losses) => string.Create(CultureInfo.InvariantCulture,
        $"  {schedule.Words} step {step} loss {losses.Answers:0.000}{losses.Hints} rate {schedule.Rate(step):0.0e+0} tokens/s {BatchWriter.Tokens * _stepsHere / _clock.Elapsed.TotalSeconds:0} seconds {_clock.Elapsed.TotalSeconds:0}");

    /// <summary>Running means of the losses.</summary>
    private sealed class SmoothedLosses
    {
        private double[]? _hints;

        public double Answers { get; private set; } = double.NaN;

        public string Hints => _hints is null ? "" : " hints and probes " + string.Join(' ', _hints.Select(hint => hint.ToString("0.00", CultureInfo.InvariantCulture)));

        public void Add(StepLosses losses)
        {
            Answers = double.IsNaN(Answers) ? losses.Answers : Answers + LossSmoothing * (losses.Answers - Answers);
            if (losses.Hints.Count == 0)
                return;
            double[] now = [.. losses.Hints.Concat(losses.Probes).Select(loss => (double)loss)];
            _hints = _hints is null ? now : [.. _hints.Zip(now, (before, after) => before + HintSmoothing * (after - before))];
        }
    }
}
