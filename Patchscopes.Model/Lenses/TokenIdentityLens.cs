using Patchscopes.Model.Architecture;
using Patchscopes.Model.Running;
using static TorchSharp.torch;

namespace Patchscopes.Model.Lenses;

/// <summary>
/// The token-identity Patchscope with ℓ* = ℓ (Patchscopes §4.1): each state replaces that of the prompt's last token after
/// its own block and goes on from there. All states are rows of one batch that join at their block, over the prompt's
/// own keys and values.
/// </summary>
internal sealed class TokenIdentityLens(Decoder decoder, CleanRun prompt) : ILens
{
    public Tensor Logits(Tensor states, IReadOnlyList<Layer> layers, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var before = prompt.Tokens.Count - 1;
        var places = Places.After(decoder, before, 1);
        Tensor? rows = null;
        var joined = 0;
        for (var block = layers[0].Index; block < decoder.Config.Blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            var next = rows is null ? null : decoder.BlockAfterPrefix(block, rows, prompt.PrefixKey(block, before), prompt.PrefixValue(block, before), places[block]);
            var starting = layers.Skip(joined).TakeWhile(layer => layer.Index == block).Count();
            if (starting > 0)
            {
                var own = states.narrow(0, joined, starting).unsqueeze(1);                                   // [n, 1, d]
                next = next is null ? own.alias() : cat([next, own]);
                joined += starting;
            }
            rows?.Dispose();
            rows = next?.MoveToOuterDisposeScope();
        }
        return decoder.Unembed(rows![.., 0]).MoveToOuterDisposeScope();
    }
}
