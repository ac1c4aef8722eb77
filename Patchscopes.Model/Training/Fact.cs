namespace Patchscopes.Model.Training;

/// <summary>One row of a relation: <c>answer = relation(subject)</c>, both as they are written in a sentence.</summary>
/// <param name="Subject">The argument of the relation, without a leading space.</param>
/// <param name="Answer">The answer, without a leading space; it may be several words.</param>
public sealed record Fact(string Subject, string Answer);
