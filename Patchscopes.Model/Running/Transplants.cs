using Patchscopes.Model.Architecture;
using Patchscopes.Model.Patching;
using static TorchSharp.torch;

namespace Patchscopes.Model.Running;

/// <summary>Runs the prompts that vectors are taken from.</summary>
internal static class Transplants
{
    /// <summary>
    /// The same interventions with every transplant's vector at hand; a prompt that several name is run once. Call without
    /// gradients.
    /// </summary>
    public static IReadOnlyList<Intervention> Resolve(Decoder decoder, IReadOnlyList<Intervention> interventions, CancellationToken cancellationToken)
    {
        if (!interventions.Any(intervention => intervention is Transplant))
            return interventions;
        var resolved = new Intervention[interventions.Count];
        var transplants = interventions.Index().Where(entry => entry.Item is Transplant).Select(entry => (entry.Index, Transplant: (Transplant)entry.Item));
        foreach (var sharing in transplants.GroupBy(entry => string.Join(' ', entry.Transplant.From.Tokens), StringComparer.Ordinal))
        {
            using var scope = NewDisposeScope();
            using var capture = new Capture();
            var tokens = sharing.First().Transplant.From.Tokens;
            new ForwardPass(decoder, [], tokens.Count, cancellationToken).Run(tokens, 0, null, capture);
            foreach (var (index, transplant) in sharing)
                resolved[index] = transplant.With(Vector(capture, transplant));
        }
        foreach (var (index, intervention) in interventions.Index())
            resolved[index] ??= intervention;
        return resolved;
    }

    private static float[] Vector(Capture capture, Transplant transplant) =>
        capture.At(transplant.Site, transplant.From.Layer)[0].select(0, transplant.From.Position).ToFloats();
}
