using CsCheck;
using Patchscopes.Model.Lenses;
using Patchscopes.Model.Stages;
using Patchscopes.Web.Services.Stages;
using Patchscopes.Web.State.Stages;
using Xunit;

namespace Patchscopes.Web.Tests.Components.Stages;

public sealed class StageUrlTests
{
    private static readonly Gen<string> Text = Gen.OneOf<string>(
        Gen.String[Gen.Char[' ', '~'], 0, 40], Gen.String[Gen.OneOf('\n', '\t', '+', '&', '=', '%', '#', '?', 'é', '语', '␣'), 0, 12], Gen.Const("Q: 👩‍👩‍👧 ?\nA:"));

    private static readonly Gen<string?> Words = Gen.OneOf<string?>(Gen.Const((string?)null), Gen.Const("Poland"), Gen.Const("a&b"));

    private static readonly Gen<StageProof?> Proofs = Gen.OneOf<StageProof?>(
        Gen.Const((StageProof?)null),
        Gen.Select(Gen.Enum<LaneKey>(), Gen.Int[0, 40], Gen.Int[0, 8], (lane, first, more) => (StageProof?)StageProof.Remove(lane, first, first + more)),
        Gen.Select(Gen.Enum<LaneKey>(), Gen.Int[0, 400], (lane, from) => (StageProof?)StageProof.Cut(lane, from)),
        from lane in Gen.Enum<LaneKey>()
        from first in Gen.Int[0, 40]
        from more in Gen.Int[0, 8]
        from block in Gen.Int[0, 40]
        from isEverywhere in Gen.Bool
        from onto in Text.Where(text => text.Length > 0)
        select (StageProof?)(StageProof.Remove(lane, first, first + more) with { Put = new StagePut(block, null, onto, isEverywhere) }));

    private static readonly Gen<StageView> Views =
        from task in Gen.OneOf<StageTask?>(Gen.Const((StageTask?)null), Gen.Int[0, StageTasks.All.Count - 1].Select(at => (StageTask?)StageTasks.All[at]))
        from prompt in Text
        from words in Gen.Select(Words, Words)
        from chat in Gen.Bool
        from position in Gen.Int[-500, 500]
        from decoder in Gen.Enum<LensKind>()
        from topK in Gen.Int[1, 100]
        from block in Gen.OneOf<int?>(Gen.Const((int?)null), Gen.Int[0, 99].Select(block => (int?)block))
        from lane in Gen.Enum<LaneKey>()
        from shown in Gen.Enum<ShownState>()
        from without in Proofs
        select new StageView
        {
            Request = new TraceRequest
            {
                Model = "gpt2 medium",
                Prompt = task?.Question.Prompt ?? prompt,
                Chat = chat,
                Argument = words.Item1,
                Answer = words.Item2,
                Position = position,
                Decoder = decoder,
                TopK = topK,
            },
            Task = task?.Key,
            Block = block,
            Lane = lane,
            Shown = shown,
            Without = without,
        };

    [Fact]
    public void Read_WhatWasWritten_GivesTheSameView() => Views.Sample(view =>
    {
        var link = StageUrl.Read(StageUrl.Write(view), "atlas");

        Assert.Empty(link.Problems);
        Assert.Equal(view, link.View);
    });

    [Theory]
    [InlineData("task", "capital-of-atlantis")]
    [InlineData("position", "three")]
    [InlineData("decoder", "tuned")]
    [InlineData("chat", "yes")]
    [InlineData("topK", "0")]
    [InlineData("topK", "101")]
    [InlineData("block", "-1")]
    [InlineData("lane", "third")]
    [InlineData("shown", "both")]
    [InlineData("without", "mlp")]
    [InlineData("without", "mlp.9-7")]
    [InlineData("without", "attention.3-5")]
    [InlineData("without", "other.mlp.3")]
    [InlineData("without", "write.8.7-9")]
    public void Read_ABadField_NamesItAndKeepsTheRest(string field, string value)
    {
        var link = StageUrl.Read($"?model=gpt2&prompt=Hello+you&argument=you&{field}={value}", "atlas");

        var problem = Assert.Single(link.Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains(field, problem.Message, StringComparison.Ordinal);
        Assert.Contains(value, problem.Message, StringComparison.Ordinal);
        Assert.Equal(("gpt2", "Hello you", "you"), (link.View.Request.Model, link.View.Request.Prompt, link.View.Request.Argument));
    }

    [Theory]
    [InlineData("write.8")]
    [InlineData("write.x.7-9")]
    [InlineData("write.8.9-7")]
    [InlineData("write.8.7-9.somewhere")]
    [InlineData("write.8.7-9.everywhere.everywhere")]
    public void Read_ABadWriteWithItsPrompt_NamesTheField(string value) =>
        Assert.Equal("without", Assert.Single(StageUrl.Read($"?onto=Hello&without={value}", "atlas").Problems).Field);

    [Fact]
    public void Write_AWriteThatIsPutOnAnotherPrompt_SaysAllThatDecidesTheRun()
    {
        var view = StageUrl.Of(StageTasks.All[1], "atlas") with
        {
            Without = StageProof.Remove(LaneKey.Twin, 7, 9) with { Put = new StagePut(8, null, "a b", true) },
        };
        Assert.Equal("?model=atlas&task=past-tense-of-eat&without=twin.write.8.7-9.everywhere&onto=a+b", StageUrl.Write(view));
    }

    [Fact]
    public void Read_FieldsThatNobodyKnows_NamesThem()
    {
        var link = StageUrl.Read("?task=opposite-of-hot&blok=3&source=x&block=1&block=2", "atlas");

        Assert.Contains(link.Problems, problem => problem.Message == "The link says “blok”, “source”, which this page does not know. The rest of the link was kept.");
        Assert.Contains(link.Problems, problem => problem.Field == "block");
        Assert.Equal("opposite-of-hot", link.View.Task);
    }

    [Fact]
    public void Read_AnyText_NeverThrows() => Gen.String.Sample(text => Assert.NotNull(StageUrl.Read(text, "atlas")));

    [Fact]
    public void Read_Nothing_IsTheFirstTask()
    {
        var link = StageUrl.Read("", "atlas");

        Assert.Equal(StageTasks.All[0].Key, link.View.Task);
        Assert.Equal(StageTasks.All[0].Question.Prompt, link.View.Request.Prompt);
        Assert.Empty(link.Problems);
    }

    [Fact]
    public void Write_ATask_LeavesOutWhatTheTaskSays()
    {
        Assert.Equal("?model=atlas&task=past-tense-of-eat", StageUrl.Write(StageUrl.Of(StageTasks.All[1], "atlas")));
    }
}
