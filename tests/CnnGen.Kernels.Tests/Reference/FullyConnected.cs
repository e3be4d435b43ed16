namespace CnnGen.Kernels.Tests.Reference;

/// <summary>y[n, u] = b[u] + Σᵢ x[n, i] · w[i, u]. Weights [inputs, units].</summary>
internal static class FullyConnected
{
    public static double[] Forward(int batch, int inputs, int units, double[] input, double[] weights, double[]? bias)
    {
        var output = new double[batch * units];
        for (int sample = 0; sample < batch; sample++)
        {
            Span<double> row = output.AsSpan(sample * units, units);
            bias?.CopyTo(row);
            for (int i = 0; i < inputs; i++) Vectors.AddScaled(row, input[(sample * inputs) + i], weights.AsSpan(i * units, units));
        }

        return output;
    }

    /// <summary>∂L/∂x = g · wᵀ, ∂L/∂w = xᵀ · g, ∂L/∂b = Σₙ g.</summary>
    public static (double[] Input, double[] Weights, double[] Bias) Backward(int batch, int inputs, int units, double[] input, double[] weights, double[] outputGradient)
    {
        var inputGradient = new double[batch * inputs];
        var weightGradient = new double[inputs * units];
        var biasGradient = new double[units];
        for (int sample = 0; sample < batch; sample++)
        {
            ReadOnlySpan<double> gradients = outputGradient.AsSpan(sample * units, units);
            Vectors.AddScaled(biasGradient, 1, gradients);
            for (int i = 0; i < inputs; i++)
            {
                int index = (sample * inputs) + i;
                inputGradient[index] = Vectors.Dot(gradients, weights.AsSpan(i * units, units));
                Vectors.AddScaled(weightGradient.AsSpan(i * units, units), input[index], gradients);
            }
        }

        return (inputGradient, weightGradient, biasGradient);
    }
}
