using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace CnnGen.Interop.Tests;

/// <summary>Holds what ONNX Runtime computes from an exported file against what the model itself predicts.</summary>
internal static class Agreement
{
    /// <summary>Of the norm of the difference to the norm of the outputs. Both sides sum in 32-bit floats in orders of their own, and approximate exponentials.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Draws weights and pictures, exports, and compares in batches of one and three from the same file.</summary>
    public static void Check(CompiledModel model, int seed)
    {
        var random = new Random(seed);
        Fill(model, random);
        using var folder = new OnnxFolder();
        string path = folder.File("model.onnx");
        model.ExportOnnx(path);
        using var session = new InferenceSession(path);
        foreach (int batch in (int[])[1, 3])
        {
            float[] pixels = [.. Enumerable.Range(0, batch * model.Info.Input.Length).Select(_ => random.NextSingle())];
            var expected = new float[batch * model.Info.Output.Length];
            model.Predict(pixels, expected);
            (float[] actual, long[] shape) = Run(session, model.Info.Input, pixels, batch);
            Assert.Equal(ShapeOf(model.Info.Output, batch), shape);
            double error = RelativeError(actual, expected);
            Assert.True(error <= Tolerance, $"Batch {batch}, seed {seed}: ONNX Runtime differs by {error:E2} of the norm.\n{model.Info.Summary}");
        }
    }

    /// <summary>Weights as a model starts with, but biases, averages and figures of preprocessing that would be missed; variances above 0.</summary>
    public static void Fill(CompiledModel model, Random random)
    {
        for (int i = 0; i < model.Info.Parameters.Count; i++)
        {
            ParameterInfo parameter = model.Info.Parameters[i];
            if (parameter.Name.EndsWith(".weight", StringComparison.Ordinal)) continue;
            if (parameter.Name.EndsWith(".fitted", StringComparison.Ordinal))
            {
                model.Parameters.Set(i, [1]);
                continue;
            }

            bool isPositive = parameter.Name.EndsWith("gamma", StringComparison.Ordinal) || parameter.Name.EndsWith("variance", StringComparison.Ordinal);
            model.Parameters.Set(i, [.. Enumerable.Range(0, parameter.Length).Select(_ => isPositive ? 0.5f + random.NextSingle() : random.NextSingle() - 0.5f)]);
        }
    }

    public static (float[] Values, long[] Shape) Run(InferenceSession session, ImageShape input, float[] pixels, int batch)
    {
        using var options = new RunOptions();
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(pixels, [batch, input.Height, input.Width, input.Channels]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["input"], [value], ["output"]);
        return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[0].GetTensorTypeAndShape().Shape);
    }

    /// <summary>‖actual − expected‖ / ‖expected‖; not a number where one of them is not.</summary>
    public static double RelativeError(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double apart = (double)actual[i] - expected[i];
            difference += apart * apart;
            norm += (double)expected[i] * expected[i];
        }

        return Math.Sqrt(difference) / Math.Max(Math.Sqrt(norm), 1e-6);
    }

    private static long[] ShapeOf(ImageShape output, int batch) => output is { Height: 1, Width: 1 }
        ? [batch, output.Channels]
        : [batch, output.Height, output.Width, output.Channels];
}
