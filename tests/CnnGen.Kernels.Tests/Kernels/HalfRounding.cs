using CnnGen.Generator.Model;
using CnnGen.Kernels.Tests.Harness;
using Xunit;

namespace CnnGen.Kernels.Tests.Kernels;

/// <summary>What becomes of weights that are kept in bfloat16.</summary>
public class HalfRounding
{
    private static readonly ModelBatch Models = new(
        "HalfRounding", () => [("Rounding", new NetworkBuilder("Rounding", TensorShape.Vector(2)).Dense(3, useBias: false).Build() with { DenseStorage = StorageKind.BFloat16 })]);

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(1.00390625f, 1f)] // Half way between 1 and 1 + 2⁻⁷: to the even one.
    [InlineData(1.01171875f, 1.015625f)] // Half way between 1 + 2⁻⁷ and 1 + 2⁻⁶: to the even one.
    [InlineData(1.003907f, 1.0078125f)]
    [InlineData(-3.14159265f, -3.140625f)]
    [InlineData(1e-40f, 9.18354962e-41f)] // The smallest there is.
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void A_weight_is_rounded_to_the_nearest_with_eight_bits(float weight, float expected)
    {
        foreach (InstructionSet set in ModelRun.SupportedSets)
        {
            CompiledModel model = Models.Create("Rounding");
            model.InstructionSet = set;

            // [inputs, units]: one weight of the even row, one of the odd row, apart so that neither reaches the other's output.
            model.Parameters.Set(0, [weight, 0, 0, 0, 0, weight]);
            var outputs = new float[3];
            model.Predict([1, 0], outputs);
            Assert.Equal(expected, outputs[0]);
            model.Predict([0, 1], outputs);
            Assert.Equal(expected, outputs[2]);
        }
    }

    [Fact]
    public void Files_and_training_keep_all_bits()
    {
        CompiledModel model = Models.Create("Rounding");
        float[] weights = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f];
        model.Parameters.Set(0, weights);
        var outputs = new float[3];
        model.TrainForward([1, 0], outputs, model.Info.Training);
        Assert.Equal(weights[..3], outputs);
        Assert.Equal(weights, model.Parameters[0].ToArray());
    }
}
