using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Analysis;

/// <summary>Loss, labels and activations that a network comes to.</summary>
public class OutputTests
{
    private const string Head = "[Input(8, 8, 3)] ";

    [Theory]
    [InlineData("[Dense(3, Activation.Softmax)]", LossFunction.CategoricalCrossEntropy)]
    [InlineData("[Dense(3, Activation.LogSoftmax)]", LossFunction.NegativeLogLikelihood)]
    [InlineData("[Dense(3, Activation.Sigmoid)]", LossFunction.BinaryCrossEntropy)]
    [InlineData("[Dense(3, Activation.None)]", LossFunction.MeanSquaredError)]
    [InlineData("[Dense(3, Activation.None)] [Loss(LossFunction.Huber)]", LossFunction.Huber)]
    [InlineData("[Loss(LossFunction.MeanAbsoluteError)] [Dense(3, Activation.ReLU)]", LossFunction.MeanAbsoluteError)]
    [InlineData("[Dense(3, Activation.None)] [Activation(Activation.Softmax)]", LossFunction.CategoricalCrossEntropy)]
    [InlineData("[Conv2D(3, 8, Activation.Sigmoid)] [Flatten]", LossFunction.BinaryCrossEntropy)]
    [InlineData("[Dense] [Labels<Animal>]", LossFunction.CategoricalCrossEntropy)]
    [InlineData("[Dense(1, Activation.Sigmoid)] [Labels<Animal>]", LossFunction.BinaryCrossEntropy)]
    public void The_last_activation_chooses_the_loss_unless_one_is_asked_for(string attributes, LossFunction loss) =>
        Assert.Equal(loss.ToString(), RoslynHost.NetworkOf(Head + attributes).Loss.ToString());

    [Fact]
    public void A_bare_Dense_takes_units_and_Softmax_from_the_labels()
    {
        Network network = RoslynHost.NetworkOf(Head + "[Dense] [Labels<Animal>]");
        DenseLayer dense = Assert.IsType<DenseLayer>(network.Layers[^1]);
        Assert.Equal((2, ActivationKind.Softmax), (dense.Output.Channels, dense.Activation.Kind));
        Assert.Equal(new LabelSet("global::Animal", EquatableArray.Of("Cat", "Dog")), network.Labels);
    }

    [Fact]
    public void Labels_come_in_the_order_of_their_values()
    {
        ModelDeclaration declaration = RoslynHost.Declare(
            "namespace Zoo; " + Head + "[Dense] [Labels<Kinds.@class>] public partial class Model; public static class Kinds { public enum @class { Fish = 2, Cat = 0, @in = 1 } }");
        Network? network = Generator.Analysis.ModelAnalysis.Analyze(declaration).Network;
        Assert.Equal(new LabelSet("global::Zoo.Kinds.@class", EquatableArray.Of("Cat", "in", "Fish")), network?.Labels);
    }

    [Fact]
    public void Layers_have_ReLU_unless_they_name_another()
    {
        Network network = RoslynHost.NetworkOf(Head + "[Conv2D(4, 3)] [Conv2D(4, 3, Activation.GELU)] [Dense(5)] [Dense(2, Activation.None)]");
        Assert.Equal(
            [ActivationKind.ReLU, ActivationKind.GELU, ActivationKind.ReLU, ActivationKind.None],
            network.Layers.Where(layer => layer is not FlattenLayer).Select(layer => layer switch
            {
                ConvolutionLayer convolution => convolution.Activation.Kind,
                DenseLayer dense => dense.Activation.Kind,
                _ => ActivationKind.Tanh,
            }));
    }

    [Fact]
    public void The_output_activation_is_found_through_a_Flatten() => Assert.Equal(
        ActivationKind.Sigmoid, RoslynHost.NetworkOf(Head + "[Conv2D(3, 8, Activation.Sigmoid)] [Flatten]").OutputActivation.Kind);
}
