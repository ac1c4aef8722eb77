using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Patchscopes.Model.Checkpoints;
using Patchscopes.Model.Tokens;
using Patchscopes.Model.Tokens.Chat;
using Patchscopes.Model.Tokens.Chat.Jinja;
using Xunit;

namespace Patchscopes.Web.Tests.Model.Tokens.Chat;

public sealed class ChatTemplateTests : IDisposable
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2025, 3, 9, 14, 5, 6, TimeSpan.Zero));

    private readonly TinyFolder _folder = new();

    public static TheoryData<string> Published => [.. Golden("published.json", "templates").Select(template => template.GetProperty("name").GetString()!)];

    public static TheoryData<int> Language => [.. Enumerable.Range(0, Golden("language.json", "cases").Count)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Published))]
    public void Apply_OfAPublishedTemplate_WritesWhatTransformersWrites(string name)
    {
        var golden = Golden("published.json", "templates").Single(template => template.GetProperty("name").GetString() == name);
        var special = golden.GetProperty("special").Deserialize<Dictionary<string, string>>()!;
        var template = new ChatTemplate(golden.GetProperty("template").GetString()!, special);
        Assert.Null(template.Refusal);
        foreach (var expected in golden.GetProperty("cases").EnumerateArray())
        {
            var (user, system) = (expected.GetProperty("user").GetString()!, expected.GetProperty("system").GetString());
            if (expected.TryGetProperty("text", out var text))
                Assert.Equal(text.GetString(), template.Apply(user, system, Clock));
            else
                Assert.EndsWith(expected.GetProperty("error").GetString()!, Assert.Throws<ChatTemplateException>(() => template.Apply(user, system, Clock)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Language))]
    public void Parse_OfASnippet_WritesWhatJinjaWrites(int number)
    {
        var golden = Golden("language.json", "cases")[number];
        var source = golden.GetProperty("template").GetString()!;
        if (golden.TryGetProperty("text", out var text))
            Assert.Equal(text.GetString(), Render(source));
        else
            Assert.Throws<ChatTemplateException>(() => Render(source));
    }

    [Theory]
    [InlineData("{{ 'Hi' | wordwrap(3) }}", "the filter wordwrap")]
    [InlineData("{{ 'Hi' is callable }}", "the test callable")]
    [InlineData("{{ 'Hi'.center(9) }}", "the method center")]
    [InlineData("{{ lipsum() }}", "the function lipsum")]
    [InlineData("{% macro m() %}{% endmacro %}", "the statement macro")]
    [InlineData("{% include 'x' %}", "the statement include")]
    [InlineData("{% for a in b recursive %}{% endfor %}", "a recursive for")]
    [InlineData("{% set x | upper %}a{% endset %}", "a set with a filter")]
    [InlineData("{{ 2 ** 3 }}", "the operator **")]
    [InlineData("{{ f(*x) }}", "the function f")]
    [InlineData("{{ range(*x) }}", "arguments from a list")]
    public void Refusal_OfATemplateThatUsesMore_NamesIt(string source, string named)
    {
        var template = new ChatTemplate(source, new Dictionary<string, string>());
        Assert.Contains(named, template.Refusal, StringComparison.Ordinal);
        Assert.Equal(template.Refusal, Assert.Throws<ChatTemplateException>(() => template.Apply("x")).Message);
    }

    [Theory]
    [InlineData("{{ x.b.c }}", "read a member of b, which is not defined")]
    [InlineData("{{ a.b }}", "read a member of a, which is not defined")]
    [InlineData("{{ 'a' + 1 }}", "apply + to a number")]
    [InlineData("{{ none + 'a' }}", "apply + to None")]
    [InlineData("{{ 1 < 'a' }}", "compare a text")]
    [InlineData("{{ 1 / 0 }}", "is not implemented")]
    [InlineData("{{ messages.strip() }}", "call strip on a list")]
    [InlineData("{{ 'a' | replace('', 'b') }}", "replacing nothing")]
    [InlineData("{{ 'Straße' | upper }}", "ß in capitals is not implemented")]
    [InlineData("{{ 'ΟΔΟΣ' | lower }}", "Σ in small letters is not implemented")]
    [InlineData("{% set n = namespace() %}{% set n.me = n %}{{ n }}", "was stopped")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for a in range(90) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x | tojson }}", "writes more than")]
    [InlineData("{{ 'a' | trim(x=1) }}", "trim with these arguments")]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}", "does not come to an end")]
    [InlineData("{% for a in range(99999999) %}{% endfor %}", "a range is too long")]
    [InlineData("{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}", "works on too much text")]
    [InlineData("{% set n = namespace(x='x') %}{% for a in range(19) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x | replace('x', n.x) }}", "was stopped")]
    [InlineData("{% set n = namespace(x='x') %}{% for a in range(18) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x.replace('x', 'xxxxxxxx') }}", "writes more than")]
    [InlineData("{% set n = namespace(x='x') %}{% for a in range(18) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ [n.x, n.x, n.x, n.x, n.x] | join(n.x) }}", "was stopped")]
    [InlineData("{% set n = namespace(x='x') %}{% for a in range(18) %}{% set n.x = n.x ~ n.x %}{% endfor %}{% for a in range(100000) %}{% set b = n.x | length %}{% endfor %}", "works on too much text")]
    [InlineData("{% set n = namespace(x='x') %}{% for a in range(19) %}{% set n.x = n.x ~ n.x %}{% endfor %}{% if n.x[1:] ~ 'y' in n.x %}{% endif %}", "works on too much text")]
    [InlineData("{% set n = namespace(x='x') %}{% for a in range(19) %}{% set n.x = n.x ~ n.x %}{% endfor %}{% set m = n.x | list %}{% set o = n.x | list %}{% set p = n.x | list %}", "works on too much text")]
    [InlineData("{% set n = namespace(x='aaaaaaaaaaaaaaaa') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}", "writes more than")]
    [InlineData("{% for a in range(9000) %}{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }}{% endfor %}", "writes too much")]
    public void Apply_OfWhatCannotBe_SaysWhy(string source, string words) =>
        Assert.Contains(words, Assert.Throws<ChatTemplateException>(() => new ChatTemplate("{% set x = 1 %}" + source, new Dictionary<string, string>()).Apply("a")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ a", "a tag does not end")]
    [InlineData("{# a", "a comment does not end")]
    [InlineData("{{ 'a }}", "a string does not end")]
    [InlineData("{% if a %}", "elif or else or endif is missing")]
    [InlineData("{{ a b }}", "a tag goes on")]
    [InlineData("{{ ! }}", "! is not expected")]
    [InlineData("{{ 99999999999999999999 }}", "the number 99999999999999999999")]
    public void Refusal_OfADamagedTemplate_SaysWhatIsWrong(string source, string words) =>
        Assert.Contains(words, new ChatTemplate(source, new Dictionary<string, string>()).Refusal, StringComparison.Ordinal);

    [Fact]
    public void Refusal_OfADeeplyNestedTemplate_ComesBeforeTheStackIsFull()
    {
        foreach (var (open, close) in new[] { ("(", ")"), ("[", "]"), ("not ", ""), ("- ", ""), ("1 if 1 else ", "") })
        {
            foreach (var (count, words) in new[] { (200, "nested too deeply"), (50_000, "a tag that is too long") })
            {
                var source = "{{ " + string.Concat(Enumerable.Repeat(open, count)) + "1" + string.Concat(Enumerable.Repeat(close, count)) + " }}";
                Assert.Contains(words, new ChatTemplate(source, new Dictionary<string, string>()).Refusal, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Apply_OfALongChain_DoesNotFillTheStack()
    {
        var chain = "{{ " + string.Concat(Enumerable.Repeat("'a' ~ ", 900)) + "'b' }}{% if x" + string.Concat(Enumerable.Repeat(" | trim", 900)) + " %}{% endif %}";
        Assert.Equal(new string('a', 900) + "b", Render(chain));
    }

    [Fact]
    public void EncodeChat_WithATemplateThatWritesBos_AddsNoSecondOne()
    {
        File.WriteAllText(_folder.At("tokenizer_config.json"),
            "{\"add_bos_token\":true,\"bos_token\":\"<|endoftext|>\",\"chat_template\":\"{{ bos_token }}{% for m in messages %}{{ m.content }}{% endfor %}!\"}");
        var tokenizer = PromptTokenizer.Load(_folder.Path);
        Assert.Equal([259, 97, 33], tokenizer.EncodeChat("a"));
        Assert.Equal([259, 98, 97, 33], tokenizer.EncodeChat("a", "b"));
        Assert.Equal([259, 97], tokenizer.EncodeToIds("a"));
    }

    [Theory]
    [InlineData("[{\"name\":\"rag\",\"template\":\"r\"},{\"name\":\"default\",\"template\":\"d\"}]", "d")]
    [InlineData("[{\"name\":\"rag\",\"template\":\"r\"}]", null)]
    [InlineData("null", null)]
    [InlineData("\"plain\"", "plain")]
    public void Load_OfATemplateAmongOthers_TakesTheDefault(string written, string? text)
    {
        File.WriteAllText(_folder.At("tokenizer_config.json"), $"{{\"chat_template\":{written}}}");
        Assert.Equal(text, PromptTokenizer.Load(_folder.Path).ChatTemplate?.Apply("a"));
    }

    [Fact]
    public void Load_OfATemplateInAFileOfItsOwn_TakesIt()
    {
        File.WriteAllText(_folder.At("chat_template.jinja"), "{{ messages[0].content }}{{ eos_token }}");
        Assert.Equal("a<|endoftext|>", PromptTokenizer.Load(_folder.Path).ChatTemplate!.Apply("a"));
    }

    [Fact]
    public void Load_WithATemplateThatIsRefused_StillLoadsTheTokenizer()
    {
        File.WriteAllText(_folder.At("tokenizer_config.json"), "{\"chat_template\":\"{% macro m() %}{% endmacro %}\"}");
        var tokenizer = PromptTokenizer.Load(_folder.Path);
        Assert.Equal([97], tokenizer.EncodeToIds("a"));
        Assert.Contains("macro", tokenizer.ChatTemplate!.Refusal, StringComparison.Ordinal);
        Assert.Throws<ChatTemplateException>(() => tokenizer.EncodeChat("a"));
    }

    [Fact]
    public void EncodeChat_WithoutATemplate_IsRefused() =>
        Assert.Contains("has no chat template", Assert.Throws<ChatTemplateException>(() => PromptTokenizer.Load(_folder.Path).EncodeChat("a")).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_OfATemplateThatIsNoText_NamesTheFile()
    {
        File.WriteAllText(_folder.At("tokenizer_config.json"), "{\"chat_template\":5}");
        Assert.Contains("tokenizer_config.json", Assert.Throws<ModelLoadException>(() => PromptTokenizer.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private static string Render(string source) =>
        JinjaStatement.Text(JinjaParser.Parse(source), new JinjaScope(new Dictionary<string, object?> { ["x"] = 1L, ["messages"] = new List<object?>() }, Clock));

    private static List<JsonElement> Golden(string file, string list) =>
        [.. JsonDocument.Parse(File.ReadAllText(GoldenFiles.At("chat", file))).RootElement.GetProperty(list).EnumerateArray()];
}
