namespace CnnGen.Generator.Infrastructure;

/// <summary>Names of the pipeline's steps, by which tests ask what was cached.</summary>
internal static class PipelineSteps
{
    public const string Declaration = nameof(Declaration);
    public const string Network = nameof(Network);
    public const string Plan = nameof(Plan);
    public const string Source = nameof(Source);
}
