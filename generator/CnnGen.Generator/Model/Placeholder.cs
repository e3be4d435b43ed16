namespace CnnGen.Generator.Model;

/// <summary>
/// A model whose attributes have errors, while its class is fine: what is needed to stand in for it, so that one mistake in an attribute
/// is one message and not one more wherever the model is used.
/// </summary>
/// <param name="LabelsEnum">With <c>global::</c>; null where there is none to be used.</param>
internal sealed record Placeholder(ModelIdentity Identity, string? LabelsEnum);
