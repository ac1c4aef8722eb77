using Patchscopes.Model.Stages;

namespace Patchscopes.Web.Services.Inference;

/// <summary>What is known of a model without its weights; safe from any thread.</summary>
internal interface IModelWords : IPromptTokens
{
    ModelDescription Description { get; }

    /// <summary>A word as a trace's argument.</summary>
    StageWord ArgumentWord(string text);

    /// <summary>A word as a trace's answer.</summary>
    StageWord AnswerWord(string text);
}
