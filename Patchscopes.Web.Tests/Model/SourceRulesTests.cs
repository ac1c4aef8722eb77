using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Patchscopes.Web.Tests.Model;

/// <summary>Rules of the code base that no analyzer knows.</summary>
public sealed partial class SourceRulesTests
{
    private const BindingFlags Shown = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private static readonly string Root = FindRoot();

    /// <summary>A dispose scope and the switch for gradients belong to a thread, which a method may leave at an await or a yield.</summary>
    [Fact]
    public void Members_ThatOpenADisposeScope_NeitherAwaitNorYield()
    {
        var opening = Sources("Patchscopes.Model")
            .SelectMany(file => MemberStart().Split(file.Text).Select(member => (file.Name, Text: member)))
            .Where(member => ThreadBound().IsMatch(member.Text)).ToList();
        Assert.NotEmpty(opening);
        Assert.All(opening, member => Assert.False(Suspends().IsMatch(member.Text), $"{member.Name} opens a scope and awaits or yields in {member.Text}"));
    }

    [Theory]
    [InlineData("    void A()\n    {\n        using var s = NewDisposeScope();\n    }\n\n    Task B()\n    {\n        await x;\n    }\n", false)]
    [InlineData("    Task B()\n    {\n        using (no_grad())\n        {\n            await x;\n        }\n    }\n", true)]
    [InlineData("    IEnumerable<int> B()\n    {\n        using var s = torch.NewDisposeScope();\n        yield return 1;\n    }\n", true)]
    public void Rule_AgainstSuspendingInAScope_SeesWhatItShould(string text, bool breaks) =>
        Assert.Equal(breaks, MemberStart().Split(text).Any(member => ThreadBound().IsMatch(member) && Suspends().IsMatch(member)));

    [Fact]
    public void Sources_OutsideTheModel_DoNotSayTorchSharp()
    {
        var files = Sources("Patchscopes.Web").Concat(Sources("Patchscopes.Tools")).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotContain("TorchSharp", file.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void PublicMembers_OfTheModel_ShowNoTensor()
    {
        var types = typeof(Patchscopes.Model.Running.LoadedModel).Assembly.GetExportedTypes();
        Assert.NotEmpty(types);
        Assert.Empty(types.SelectMany(TypesShown).SelectMany(Parts).Where(IsTensorWork).Distinct());
    }

    [Theory]
    [InlineData(typeof(ValueTuple<TorchSharp.torch.Tensor>), true)]
    [InlineData(typeof(Patchscopes.Model.Architecture.LinearWeights), true)]
    [InlineData(typeof(Patchscopes.Model.Running.Capture), true)]
    [InlineData(typeof(IReadOnlyList<Func<int, TorchSharp.torch.Tensor[]>>), true)]
    [InlineData(typeof(Patchscopes.Model.Running.LoadedModel), false)]
    public void Rule_AgainstShownTensors_SeesWhatItShould(Type type, bool breaks) =>
        Assert.Equal(breaks, TypesShown(type).SelectMany(Parts).Any(IsTensorWork));

    [Fact]
    public void Decoder_NamesNoFamily()
    {
        var files = new[] { "Architecture", "Running", "Patching", "Lenses" }.SelectMany(folder => Sources(Path.Combine("Patchscopes.Model", folder))).ToList();
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.DoesNotMatch(@"(?i)gpt|llama|bloom|falcon|gemma|mistral|qwen|phi-?3|olmo|pythia|neox|vicuna|\bopt\b", file.Text));
    }

    private static IEnumerable<Type> TypesShown(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.GetFields(Shown).Select(field => field.FieldType),
        .. type.GetConstructors(Shown).SelectMany(constructor => constructor.GetParameters()).Select(parameter => parameter.ParameterType),
        .. type.GetMethods(Shown).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)),
    ];

    /// <summary>A type, what its arrays and references are of, and its type arguments, all the way down.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
    [
        type,
        .. type.HasElementType ? Parts(type.GetElementType()!) : [],
        .. type.GetGenericArguments().SelectMany(Parts),
    ];

    private static bool IsTensorWork(Type type) => type.Assembly == typeof(TorchSharp.torch).Assembly;

    [GeneratedRegex(@"\b(NewDisposeScope|no_grad|inference_mode)\(")]
    private static partial Regex ThreadBound();

    /// <summary>Members of a type stand four spaces in: formatting is checked by the build.</summary>
    [GeneratedRegex(@"^    (?=[\w\[/])", RegexOptions.Multiline)]
    private static partial Regex MemberStart();

    [GeneratedRegex(@"^[^/""]*\b(await|yield (return|break))\b", RegexOptions.Multiline)]
    private static partial Regex Suspends();

    private static IEnumerable<(string Name, string Text)> Sources(string project) =>
        new[] { "*.cs", "*.razor", "*.csproj" }
            .SelectMany(pattern => Directory.EnumerateFiles(Path.Combine(Root, project), pattern, SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => (Path.GetRelativePath(Root, path), File.ReadAllText(path)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Patchscopes.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository, so its sources cannot be read.");
        return folder.FullName;
    }
}
