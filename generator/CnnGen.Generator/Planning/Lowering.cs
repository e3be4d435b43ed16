using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>An operation of the lowered network: a layer without an activation that its kernels cannot apply in passing.</summary>
/// <param name="Layer">What is computed. Its activation is none or one that a contraction's epilogue applies.</param>
/// <param name="Source">Index of the declared layer that it came from.</param>
internal sealed record Operation(Layer Layer, int Source)
{
    public bool HasParameters => Layer is ConvolutionLayer or DenseLayer or BatchNormLayer;
}

/// <summary>
/// Splits layers into operations: an activation that is cheap and whose gradient can be told from its output stays with its
/// convolution or dense layer; any other becomes an operation of its own.
/// </summary>
internal static class Lowering
{
    public static EquatableArray<Operation> Lower(Network network) => network.Layers.SelectMany(Split).ToEquatableArray();

    /// <summary>Whether loss and gradient are computed from what lies under the last activation.</summary>
    public static bool TakesLossFromLogits(Network network, EquatableArray<Operation> operations) =>
        operations.Count > 0 && operations[operations.Count - 1].Layer is ActivationLayer { Activation.Kind: var kind }
        && (kind, network.Loss) is (ActivationKind.Softmax, LossKind.CategoricalCrossEntropy) or (ActivationKind.Sigmoid, LossKind.BinaryCrossEntropy);

    /// <summary>Whether a contraction applies the activation to its sums before they are stored.</summary>
    public static bool IsEpilogue(ActivationKind kind) => kind is ActivationKind.None or ActivationKind.ReLU or ActivationKind.LeakyReLU;

    private static IEnumerable<Operation> Split(Layer layer)
    {
        switch (layer)
        {
            case ConvolutionLayer convolution when !IsEpilogue(convolution.Activation.Kind):
                yield return new Operation(convolution with { Activation = ActivationSpec.None }, layer.Index);
                yield return Activation(layer, convolution.Activation);
                break;
            case DenseLayer dense when !IsEpilogue(dense.Activation.Kind):
                yield return new Operation(dense with { Activation = ActivationSpec.None }, layer.Index);
                yield return Activation(layer, dense.Activation);
                break;
            case ActivationLayer { Activation.Kind: ActivationKind.None }:
            case RescaleLayer or StandardizeLayer:
                break; // the runtime scales pixels as it copies them to where the first operation reads them, and takes off the mean of a whitening there
            default:
                yield return new Operation(layer, layer.Index);
                break;
        }
    }

    private static Operation Activation(Layer layer, ActivationSpec activation) =>
        new(new ActivationLayer(layer.Index, layer.Name + activation.Kind, layer.Inputs, layer.Output, layer.Output, activation), layer.Index);
}
