namespace CnnGen;

/// <summary>Names the classes of a model: label i is the i-th member of the enum, whose values have to be 0, 1, 2, …; predictions are typed by it.</summary>
/// <typeparam name="TEnum">The enum of labels.</typeparam>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LabelsAttribute<TEnum> : Attribute
    where TEnum : struct, Enum;
