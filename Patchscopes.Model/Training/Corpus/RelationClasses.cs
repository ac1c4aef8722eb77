namespace Patchscopes.Model.Training.Corpus;

/// <summary>Numbers for what a list can ask for: the relations, and the identity.</summary>
internal static class RelationClasses
{
    /// <summary>The key of identity lists.</summary>
    public const string Identity = "identity";

    /// <summary>No class: the answer stands in no list, or nothing shows the relation.</summary>
    public const int None = -1;

    private static readonly Dictionary<string, int> Classes =
        Relations.All.Select(relation => relation.Key).Append(Identity).Index().ToDictionary(key => key.Item, key => key.Index);

    public static int Count => Classes.Count;

    /// <summary>The class of a relation's key.</summary>
    public static int Of(string key) => Classes.GetValueOrDefault(key, None);
}
