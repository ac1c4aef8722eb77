using Patchscopes.Model.Patching;
using Patchscopes.Web.Services;
using Patchscopes.Web.State;
using Xunit;

namespace Patchscopes.Web.Tests.Components;

/// <summary>What a teacher holds in a student's copy.</summary>
public sealed class TupleHoldTests
{
    private static readonly SweepRequest Teacher = Of("big") with { SourceModel = "small", Site = PatchSite.AttentionWrite, TopK = 3 };

    [Fact]
    public void APinnedModel_PinsTheSourceModelToo_AndNothingElse()
    {
        var hold = new TupleHold(Teacher, LocksKnobs: false);
        var own = Of("other") with { SourceModel = "third", Site = PatchSite.FeedForwardWrite, TopK = 7 };

        var kept = hold.Of(own);

        Assert.Equal(("big", null, PatchSite.FeedForwardWrite, 7), (kept.Model, kept.SourceModel, kept.Site, kept.TopK));
        Assert.Equal(own.Source, kept.Source);
        Assert.Equal("small", hold.Of(own with { SourceModel = "small" }).SourceModel);
        Assert.False(hold.Allows("third"));
    }

    [Fact]
    public void LockedKnobs_LeavePromptsAndTokens_AndTheAnswersThatAreRead()
    {
        var own = Of("other") with { Source = new PromptPosition("mine", 2) { Chat = true }, Answers = [" Rome"], TopK = 7, NewTokens = 20 };

        var kept = new TupleHold(Teacher, LocksKnobs: true).Of(own);

        Assert.Equal(Teacher with { Source = new PromptPosition("mine", 2), Target = own.Target, Answers = own.Answers }, kept);
    }

    private static SweepRequest Of(string model) => new() { Model = model, Source = new PromptPosition("a", -1), Target = new PromptPosition("b", -1) };
}
