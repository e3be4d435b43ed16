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

    [Fact]
    public void Only_losses_of_classification_have_it() =>
        Assert.Equal(
            [LossFunction.CategoricalCrossEntropy, LossFunction.NegativeLogLikelihood, LossFunction.BinaryCrossEntropy],
            Enum.GetValues<LossFunction>().Where(Accuracy.AppliesTo));
}
