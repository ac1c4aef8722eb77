using Patchscopes.Model.Training;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Training;

public sealed class RelationsTests
{
    public static TheoryData<string> Keys => [.. Relations.All.Select(relation => relation.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Facts_OfEveryRelation_HaveOneAnswerPerSubjectAndNoBlanks(string key)
    {
        var facts = Relations.Named(key).Facts;

        Assert.Equal(facts.Count, facts.Select(fact => fact.Subject).Distinct().Count());
        Assert.All(facts.SelectMany(fact => new[] { fact.Subject, fact.Answer }), text =>
        {
            Assert.NotEqual("", text);
            Assert.Equal(text.Trim(), text);
        });
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Forms_OfEveryRelation_StartWithTheShapesOfTheReportCard(string key)
    {
        var relation = Relations.Named(key);

        Assert.Equal(relation.Statement("X") + " Y.", relation.Statements[0].Replace("{s}", "X", StringComparison.Ordinal).Replace("{o}", " Y", StringComparison.Ordinal));
        Assert.Equal(relation.Question("X"), $"Q: {relation.Questions[0].Replace("{s}", "X", StringComparison.Ordinal)}\nA:");
        Assert.All(relation.Statements, form => Assert.Equal(2, form.Split("{o}").Length));
    }

    [Theory]
    [InlineData("capital", 150)]
    [InlineData("currency", 150)]
    [InlineData("language", 150)]
    [InlineData("past tense", 150)]
    public void Facts_OfTheLargeRelations_AreMany(string key, int least) => Assert.True(Relations.Named(key).Facts.Count >= least);

    [Theory]
    [InlineData("capital", "Poland", "Warsaw")]
    [InlineData("country of capital", "Warsaw", "Poland")]
    [InlineData("past tense", "go", "went")]
    [InlineData("upper case", "brown", "Brown")]
    [InlineData("colour", "banana", "yellow")]
    [InlineData("founder", "Samsung", "Lee Byung-chul")]
    [InlineData("occupation", "Diana, Princess of Wales", "princess")]
    public void Facts_Known_AreInTheirTable(string key, string subject, string answer) =>
        Assert.Contains(new Fact(subject, answer), Relations.Named(key).Facts);

    [Fact]
    public void Opposites_OfOpposites_AreTheWordsThemselves()
    {
        var opposites = Relations.Named("opposite").Facts.ToDictionary(fact => fact.Subject, fact => fact.Answer);

        Assert.All(opposites, pair => Assert.Equal(pair.Key, opposites[pair.Value]));
    }

    [Fact]
    public void IsAmbiguous_LanguageAndPersonTheSameWord_IsTrueInBothRelations()
    {
        foreach (var relation in new[] { Relations.Named("language"), Relations.Named("person") })
        {
            Assert.True(relation.IsAmbiguous(relation.Facts.Single(fact => fact.Subject == "Germany")));
            Assert.False(relation.IsAmbiguous(relation.Facts.Single(fact => fact.Subject == "Poland")));
        }
    }

    [Fact]
    public void TwoHopChains_HeldOut_AreAboutAFifthAndTheirStepsAreTaught()
    {
        var held = Relations.TwoHopChains.Where(chain => chain.HeldOut).ToList();

        Assert.InRange((double)held.Count / Relations.TwoHopChains.Count, .15, .25);
        Assert.All(held.Where(chain => chain.Bridge == "capital"), chain =>
            Assert.Contains(new Fact(chain.Argument, chain.Country), Relations.Named("country of capital").Facts));
        Assert.All(held, chain => Assert.Contains(new Fact(chain.Country, chain.Answer), Relations.Named(chain.Phrase.Split(" of ")[0]).Facts));
    }

    [Fact]
    public void Named_AnUnknownRelation_NamesTheKnownOnes() =>
        Assert.Contains("past tense", Assert.Throws<KeyNotFoundException>(() => Relations.Named("plural")).Message, StringComparison.Ordinal);
}
