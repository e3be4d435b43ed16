namespace CnnGen.Kernels.Tests.Reference;

/// <summary>y[n, u] = b[u] + Σᵢ x[n, i] · w[i, u]. Weights [inputs, units].</summary>
internal static class FullyConnected
{
    public static double[] Forward(int batch, int inputs, int units, double[] input, double[] weights, double[]? bias)
    {
        var output = new double[batch * units];
        for (int sample = 0; sample < batch; sample++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                double sum = bias is null ? 0 : bias[unit];
                for (int i = 0; i < inputs; i++) sum += input[(sample * inputs) + i] * weights[(i * units) + unit];
                output[(sample * units) + unit] = sum;
            }
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
            for (int unit = 0; unit < units; unit++)
            {
                double gradient = outputGradient[(sample * units) + unit];
                biasGradient[unit] += gradient;
                for (int i = 0; i < inputs; i++)
                {
                    inputGradient[(sample * inputs) + i] += gradient * weights[(i * units) + unit];
                    weightGradient[(i * units) + unit] += gradient * input[(sample * inputs) + i];
                }
            }
        }

        return (inputGradient, weightGradient, biasGradient);
    }
}
