using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Reference;

/// <summary>y = the largest x of the window, channel by channel. The first maximum, row by row, gets the gradient; padding never wins.</summary>
internal static class MaxPooling
{
    /// <summary>The outputs, and for each the index of the input that won.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="input">Inputs, NHWC.</param>
    /// <param name="choose">Given the number of an output and the indices of its candidates in order, the index of the winner; the first maximum where null.</param>
    public static (double[] Output, int[] Winners) Forward(PoolingLayer layer, int batch, double[] input, Func<int, IReadOnlyList<int>, int>? choose = null)
    {
        int channels = layer.Output.Channels;
        var candidates = new List<int>[batch * layer.Output.Size];
        for (int i = 0; i < candidates.Length; i++) candidates[i] = [];
        Geometry.Visit(batch, layer.Input, layer.Output, layer.Window, 1, 1, clampToEdge: false, (outputPixel, _, inputPixel) =>
        {
            for (int channel = 0; channel < channels; channel++) candidates[(outputPixel * channels) + channel].Add((inputPixel * channels) + channel);
        });

        int[] winners = [.. candidates.Select((cells, output) => choose?.Invoke(output, cells) ?? FirstMaximum(input, cells))];
        return ([.. winners.Select(winner => input[winner])], winners);
    }

    /// <summary>∂L/∂x: each output's gradient goes to its winner.</summary>
    public static double[] Backward(int inputLength, int[] winners, double[] outputGradient)
    {
        var inputGradient = new double[inputLength];
        for (int i = 0; i < winners.Length; i++) inputGradient[winners[i]] += outputGradient[i];
        return inputGradient;
    }

    /// <summary>The first of the candidates that no other exceeds.</summary>
    public static int FirstMaximum(double[] input, IReadOnlyList<int> candidates)
    {
        int winner = candidates[0];
        foreach (int candidate in candidates)
        {
            if (input[candidate] > input[winner]) winner = candidate;
        }

        return winner;
    }
}
