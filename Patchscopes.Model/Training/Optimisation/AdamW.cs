using Patchscopes.Model.Architecture;
using static TorchSharp.torch;

namespace Patchscopes.Model.Training.Optimisation;

/// <summary>
/// Adam with decoupled weight decay, the gradient clipped by its global norm. A parameter may move at a lower rate in
/// some of its entries.
/// </summary>
internal sealed class AdamW : IDisposable
{
    private const double FirstDecay = .9, SecondDecay = .98, Epsilon = 1e-8, MatrixDecay = .05, LargestNorm = 1;
    private readonly List<Moments> _moments = [];

    /// <summary>Adds a parameter; matrices decay, vectors do not.</summary>
    /// <param name="name">Names the parameter in a checkpoint.</param>
    /// <param name="parameter">A leaf that requires a gradient.</param>
    /// <param name="rates">What its rate is multiplied by, entry by entry; owned by the optimiser.</param>
    public void Add(string name, Tensor parameter, Tensor? rates = null) => _moments.Add(new Moments(
        name, parameter, rates?.DetachFromDisposeScope(),
        zeros_like(parameter, requires_grad: false).DetachFromDisposeScope(), zeros_like(parameter, requires_grad: false).DetachFromDisposeScope()));

    /// <summary>The state that a resumed training needs, by name.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() => _moments.SelectMany(moments => new[]
    {
        KeyValuePair.Create($"first.{moments.Name}", moments.First),
        KeyValuePair.Create($"second.{moments.Name}", moments.Second),
    });

    /// <summary>One step along the gradients, which are cleared.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">The step's number, from 0.</param>
    public void Step(double rate, int step)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var gradients = _moments.Select(moments => moments.Parameter.grad
            ?? throw new InvalidOperationException($"{moments.Name} has no gradient.")).ToList();
        var norm = stack(gradients.Select(gradient => gradient.norm())).norm().item<float>();
        if (!float.IsFinite(norm))
            throw new InvalidOperationException($"The gradient is not finite in step {step}.");
        var clip = Math.Min(1, LargestNorm / (norm + 1e-6));
        var (first, second) = (1 - Math.Pow(FirstDecay, step + 1), 1 - Math.Pow(SecondDecay, step + 1));
        foreach (var (moments, gradient) in _moments.Zip(gradients))
            Move(moments, gradient.ScaleBy(clip), rate, first, second);
    }

    public void Dispose()
    {
        foreach (var moments in _moments)
        {
            moments.First.Dispose();
            moments.Second.Dispose();
            moments.Rates?.Dispose();
        }
    }

    // m ← β₁m + (1−β₁)g,  v ← β₂v + (1−β₂)g²,  θ ← θ − η (m̂ / (√v̂ + ε) + λθ)
    private static void Move(Moments moments, Tensor gradient, double rate, double firstBias, double secondBias)
    {
        using var scope = NewDisposeScope();
        var (parameter, m, v) = (moments.Parameter, moments.First, moments.Second);
        m.ScaleBy(FirstDecay).Accumulate(gradient, 1 - FirstDecay);
        v.ScaleBy(SecondDecay).AccumulateProduct(gradient, gradient, 1 - SecondDecay);
        var denominator = v.sqrt().ScaleBy(1 / Math.Sqrt(secondBias)).Plus(Epsilon);
        var decay = parameter.dim() == 2 ? MatrixDecay : 0;
        if (moments.Rates is null)
        {
            if (decay > 0)
                parameter.ScaleBy(1 - rate * decay);
            parameter.AccumulateQuotient(m, denominator, -rate / firstBias);
        }
        else
        {
            var move = m.div(denominator).ScaleBy(1 / firstBias).Accumulate(parameter, decay);
            parameter.AccumulateProduct(move, moments.Rates, -rate);
        }
        gradient.zero_();
    }

    private sealed record Moments(string Name, Tensor Parameter, Tensor? Rates, Tensor First, Tensor Second);
}
