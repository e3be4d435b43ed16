using CnnGen.Generator.Infrastructure;

namespace CnnGen.Generator.Model;

/// <summary>
/// What was written: the attributes of one class with their arguments as given, and what of the class decides whether it can be a model.
/// Nothing is judged here. Locations are plain data, so that an edit that only moves text changes this record and nothing after it.
/// </summary>
/// <param name="Identity">Where the generated parts go.</param>
/// <param name="Class">The class itself.</param>
/// <param name="Inputs">Every <c>[Input]</c>; one in a valid model.</param>
/// <param name="Layers">Every layer, part by part and in each part in the order of the text.</param>
/// <param name="Labels">Every <c>[Labels&lt;T&gt;]</c>; none or one in a valid model.</param>
/// <param name="Losses">Every <c>[Loss]</c>; none or one in a valid model.</param>
/// <param name="Precisions">Every <c>[Precision]</c>; none or one in a valid model.</param>
/// <param name="Recomputations">Every <c>[Recompute]</c>; none or one in a valid model.</param>
/// <param name="Storages">Every <c>[Weights]</c>; none or one in a valid model.</param>
/// <param name="Members">The user's own members whose names generated code may want.</param>
internal sealed record ModelDeclaration(
    ModelIdentity Identity,
    ClassDeclaration Class,
    EquatableArray<InputDeclaration> Inputs,
    EquatableArray<LayerDeclaration> Layers,
    EquatableArray<LabelsDeclaration> Labels,
    EquatableArray<LossDeclaration> Losses,
    EquatableArray<PrecisionDeclaration> Precisions,
    EquatableArray<RecomputeDeclaration> Recomputations,
    EquatableArray<StorageDeclaration> Storages,
    EquatableArray<MemberDeclaration> Members);

/// <param name="Location">The class's name in the text.</param>
/// <param name="NotPartial">The class or types around it that lack <c>partial</c>.</param>
/// <param name="Generic">The class or types around it that have type parameters.</param>
/// <param name="BaseClass">What the class derives from, where that is neither <c>object</c> nor <c>CompiledModel</c>.</param>
internal sealed record ClassDeclaration(
    LocationInfo Location,
    EquatableArray<TypeMention> NotPartial,
    EquatableArray<TypeMention> Generic,
    bool IsStatic,
    bool IsAbstract,
    bool IsRecord,
    bool IsFileLocal,
    bool HasPrimaryConstructor,
    string? BaseClass);

/// <summary>A type's name and where it stands.</summary>
internal sealed record TypeMention(string Name, LocationInfo Location);

/// <param name="Size">Null where the compiler could not read the arguments, and has said so itself.</param>
internal sealed record InputDeclaration(LocationInfo Location, InputSize? Size);

internal readonly record struct InputSize(int Height, int Width, int Channels);

/// <param name="Function">Value of the public <c>LossFunction</c>, of which nothing says that it is defined; null where the compiler could not read it.</param>
internal sealed record LossDeclaration(LocationInfo Location, int? Function);

/// <param name="MaxRelativeError">Null where the compiler could not read it.</param>
internal sealed record PrecisionDeclaration(LocationInfo Location, double? MaxRelativeError);

internal sealed record RecomputeDeclaration(LocationInfo Location);

/// <param name="Storage">Value of the public <c>Storage</c>, of which nothing says that it is defined; null where the compiler could not read it.</param>
internal sealed record StorageDeclaration(LocationInfo Location, int? Storage);

/// <param name="Enum">Null where the type argument is no enum, which the compiler says itself.</param>
internal sealed record LabelsDeclaration(LocationInfo Location, LabelEnum? Enum);

/// <param name="Name">As a person calls it.</param>
/// <param name="QualifiedName">With <c>global::</c>.</param>
/// <param name="Members">In the order of the text.</param>
/// <param name="IsVisible">Whether every place that sees the model sees the enum.</param>
internal sealed record LabelEnum(string Name, string QualifiedName, EquatableArray<LabelMember> Members, bool IsVisible);

/// <param name="Value">Wide enough for every underlying type.</param>
internal readonly record struct LabelMember(string Name, decimal Value);

/// <param name="Kind">What sort of member it is.</param>
/// <param name="Parameters">Types of the parameters, comma between; empty for anything that has none.</param>
/// <param name="Inherited">Whether <c>CompiledModel</c> has a member that this one would collide with or hide.</param>
/// <param name="IsRequired">Whether it has the modifier <c>required</c>.</param>
internal sealed record MemberDeclaration(string Name, MemberKind Kind, string Parameters, bool Inherited, bool IsRequired, LocationInfo Location);

internal enum MemberKind
{
    Method, Constructor, Other,
}

/// <summary>One layer attribute. Enums are their numbers, which need not be defined ones.</summary>
/// <param name="Location">The attribute, without its brackets.</param>
internal abstract record LayerDeclaration(LocationInfo Location);

/// <summary>An attribute whose arguments the compiler could not read; it has said so itself.</summary>
internal sealed record UnreadableDeclaration(LocationInfo Location) : LayerDeclaration(Location);

internal sealed record ConvolutionDeclaration(
    LocationInfo Location, int Filters, int KernelHeight, int KernelWidth, int Padding, StepDeclaration Stride, StepDeclaration Dilation,
    int Groups, bool UseBias, int Initializer, ActivationDeclaration Activation)
    : LayerDeclaration(Location);

internal sealed record PoolingDeclaration(
    LocationInfo Location, PoolingKind Kind, int WindowHeight, int WindowWidth, int Padding, StepDeclaration Stride)
    : LayerDeclaration(Location);

internal sealed record GlobalAveragePoolDeclaration(LocationInfo Location) : LayerDeclaration(Location);

internal sealed record FlattenDeclaration(LocationInfo Location) : LayerDeclaration(Location);

/// <param name="Units">Null for a bare <c>[Dense]</c>.</param>
internal sealed record DenseDeclaration(LocationInfo Location, int? Units, bool UseBias, int Initializer, ActivationDeclaration Activation)
    : LayerDeclaration(Location);

internal sealed record DropoutDeclaration(LocationInfo Location, double Rate) : LayerDeclaration(Location);

internal sealed record BatchNormDeclaration(LocationInfo Location, double Momentum, double Epsilon) : LayerDeclaration(Location);

internal sealed record ActivationLayerDeclaration(LocationInfo Location, ActivationDeclaration Activation) : LayerDeclaration(Location);

/// <summary>What prepares the pictures for the layers below; stands first.</summary>
internal abstract record PreprocessingDeclaration(LocationInfo Location) : LayerDeclaration(Location);

internal sealed record RescaleDeclaration(LocationInfo Location, double Scale, double Offset) : PreprocessingDeclaration(Location);

internal sealed record MeanNormalizeDeclaration(LocationInfo Location, int Per) : PreprocessingDeclaration(Location);

internal sealed record StandardizeDeclaration(LocationInfo Location, int Per, double Epsilon) : PreprocessingDeclaration(Location);

internal sealed record WhitenDeclaration(LocationInfo Location, WhiteningKind Kind, int Over, double Epsilon) : PreprocessingDeclaration(Location);

/// <summary>A step in both directions and one for each, as far as they were written.</summary>
internal readonly record struct StepDeclaration(int? Both, int? Height, int? Width);

/// <param name="Function">Value of the public <c>Activation</c>; null where none was named.</param>
/// <param name="Slope">Null where it was not written.</param>
/// <param name="Alpha">Null where it was not written.</param>
internal readonly record struct ActivationDeclaration(int? Function, double? Slope = null, double? Alpha = null);

/// <summary>Members in the order of the public <c>CnnGen.Padding</c>; a test holds the two together.</summary>
internal enum PaddingKind
{
    Valid, Same, SameEdge,
}
