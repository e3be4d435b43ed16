using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using Xunit;

namespace CnnGen.Generator.Tests.Planning;

/// <summary>How gradients of dense layers read the weights, as a table of shapes.</summary>
public class DenseWalksTests
{
    [Theory]
    [InlineData(3136, 128, false)] // Sums of 128 products are too short to add lanes up for each.
    [InlineData(10368, 512, true)] // 21 MB, which would go through memory twice more.
    [InlineData(1025, 256, true)]
    [InlineData(1024, 256, false)] // All of it in the second-level cache: transposing costs little.
    [InlineData(512, 512, false)]
    public void Input_gradients_read_large_weights_in_long_rows_as_they_lie(int inputs, int units, bool readsRows)
    {
        TensorShape input = TensorShape.Vector(inputs);
        var layer = new DenseLayer(0, "Dense1", EquatableArray.Of(-1), input, TensorShape.Vector(units), true, InitializerKind.GlorotUniform, ActivationSpec.None);
        Assert.Equal(readsRows, DenseWalks.ReadsRows(layer));
    }
}
