namespace CnnGen.Runtime.Tests;

public sealed class AccuracyTests
{
    [Fact]
    public void Each_group_of_outputs_answers_with_its_first_largest() =>
        Assert.Equal(2, Accuracy.CountCorrect([0.1f, 0.9f, 5, 5, -2, -1], [0, 1, 1, 0, 1, 0], classes: 2, threshold: 0.5f));

    [Theory]
    [InlineData(0.5f, 2)]
    [InlineData(0f, 3)]
    public void A_single_output_says_yes_above_the_threshold(float threshold, int expected) =>
        Assert.Equal(expected, Accuracy.CountCorrect([0.5f, 0.6f, -1, -0.1f], [1, 1, 0, 1], classes: 1, threshold));

    [Theory]
    [InlineData(Activation.Sigmoid, LossFunction.BinaryCrossEntropy, 5, true)]
    [InlineData(Activation.Sigmoid, LossFunction.BinaryCrossEntropy, 1, false)]
    [InlineData(Activation.Softmax, LossFunction.CategoricalCrossEntropy, 5, false)]
    public void Several_sigmoid_units_are_answers_of_their_own(Activation activation, LossFunction loss, int units, bool expected)
    {
        ModelInfo info = LinearModel.Dense(Samples.Small, units, activation, loss).Info;
        Assert.Equal(expected, Accuracy.IsMultiLabel(info));
        Assert.Equal(expected ? 1 : units, Accuracy.AnswerLength(info));
    }

    [Fact]
    public void Only_losses_of_classification_have_it() =>
        Assert.Equal(
            [LossFunction.CategoricalCrossEntropy, LossFunction.NegativeLogLikelihood, LossFunction.BinaryCrossEntropy],
            Enum.GetValues<LossFunction>().Where(Accuracy.AppliesTo));
}
