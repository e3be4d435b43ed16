namespace CnnGen;

/// <summary>Chooses what training minimises where the last activation's default is not wanted or does not exist.</summary>
/// <param name="function">The loss.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LossAttribute(LossFunction function) : Attribute
{
    /// <summary>The loss.</summary>
    public LossFunction Function { get; } = function;
}
