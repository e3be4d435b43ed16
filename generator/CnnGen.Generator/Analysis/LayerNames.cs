using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <summary>What layers are called: their kind and their number among those of the kind, from 1.</summary>
internal static class LayerNames
{
    public const string Flatten = "Flatten";

    public static string KindOf(LayerDeclaration declaration) => declaration switch
    {
        ConvolutionDeclaration => "Conv",
        PoolingDeclaration { Kind: PoolingKind.Max } => "MaxPool",
        PoolingDeclaration => "AveragePool",
        GlobalAveragePoolDeclaration => "GlobalAveragePool",
        FlattenDeclaration => Flatten,
        DenseDeclaration => "Dense",
        DropoutDeclaration => "Dropout",
        BatchNormDeclaration => "BatchNorm",
        ActivationLayerDeclaration => "Activation",
        RescaleDeclaration => "Rescale",
        MeanNormalizeDeclaration => "MeanNormalize",
        StandardizeDeclaration => "Standardize",
        WhitenDeclaration { Kind: WhiteningKind.Pca } => "PcaWhiten",
        WhitenDeclaration => "ZcaWhiten",
        _ => "Layer",
    };

    /// <summary>The name of the layer at an index, told from the declarations alone; an implied Flatten is not counted.</summary>
    public static string Of(EquatableArray<LayerDeclaration> declarations, int index)
    {
        string kind = KindOf(declarations[index]);
        return kind + Text.Of(declarations.Take(index + 1).Count(declaration => KindOf(declaration) == kind));
    }
}
