using Patchscopes.Model.Tokens;
using Patchscopes.Web.Services;

namespace Patchscopes.Web.Api;

/// <summary>The answer of GET /api/v1/models.</summary>
/// <param name="Models">The models that can be named, the embedded one first.</param>
internal sealed record ModelsAnswer(IReadOnlyList<ModelSummary> Models);

/// <summary>The body of POST /api/v1/tokenize.</summary>
/// <param name="Model">A name from the list of models.</param>
/// <param name="Text">The exact text.</param>
internal sealed record TokenizeRequest(string Model, string Text);

/// <summary>The answer of POST /api/v1/tokenize.</summary>
/// <param name="Tokens">The tokens of the text as the prompt would be run, BOS included.</param>
internal sealed record TokenizeAnswer(IReadOnlyList<Token> Tokens);
