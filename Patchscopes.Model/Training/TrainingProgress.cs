namespace Patchscopes.Model.Training;

/// <summary>Where a training stands.</summary>
/// <param name="Phase">What is being learnt, in words.</param>
/// <param name="Step">Steps done over all phases.</param>
/// <param name="Steps">Steps of all phases.</param>
/// <param name="Loss">Cross entropy of the answers and of a part of the plain text, smoothed over about 30 steps.</param>
/// <param name="TokensPerSecond">Tokens read per second since this run started.</param>
/// <param name="Remaining">The time that the remaining steps will take at this rate.</param>
public sealed record TrainingProgress(string Phase, int Step, int Steps, double Loss, double TokensPerSecond, TimeSpan Remaining);
