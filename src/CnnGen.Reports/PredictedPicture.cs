namespace CnnGen.Reports;

/// <summary>A picture with what a model says of it.</summary>
/// <param name="Shape">Rows, columns and channels.</param>
/// <param name="Pixels">[height, width, channels], values 0..1.</param>
/// <param name="Actual">The class that it has.</param>
/// <param name="Predicted">The class that the model gives it.</param>
/// <param name="Confidence">The probability that the model gives that class, 0..1.</param>
public sealed record PredictedPicture(ImageShape Shape, ReadOnlyMemory<float> Pixels, string Actual, string Predicted, double Confidence)
{
    /// <summary>Whether the model is right.</summary>
    public bool IsRight => Actual == Predicted;

    /// <summary>Lets a model classify pictures of a data set, chosen at random.</summary>
    /// <param name="model">A classifier: one sigmoid output, or an output of probabilities (or their logarithms) for each class.</param>
    /// <param name="dataset">Where the pictures are from.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    /// <param name="seed">The same seed chooses the same pictures.</param>
    /// <returns>The pictures with their predictions.</returns>
    /// <exception cref="ArgumentException">The data set has no classes, or the model has an output for another number of them.</exception>
    public static IReadOnlyList<PredictedPicture> Choose(CompiledModel model, IDataset dataset, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int outputs = model.Info.Output.Length;
        int classes = dataset.ClassNames.Count;
        if (outputs != classes && !(outputs == 1 && classes == 2)) throw new ArgumentException($"The model has {outputs} outputs and the data set {classes} classes.", nameof(dataset));

        int[] order = [.. Enumerable.Range(0, dataset.Count)];
        new Random(seed).Shuffle(order);
        return [.. order.Take(count).Select(index => Predict(model, dataset, index))];
    }

    private static PredictedPicture Predict(CompiledModel model, IDataset dataset, int index)
    {
        float[] pixels = new float[dataset.Shape.Length];
        dataset.ReadPixels(index, pixels);
        Span<float> outputs = new float[model.Info.Output.Length];
        model.Predict(pixels, outputs);
        (int predicted, double confidence) = Read(outputs, model.Info.OutputActivation);
        return new PredictedPicture(dataset.Shape, pixels, dataset.ClassNames[dataset.ReadLabel(index)], dataset.ClassNames[predicted], confidence);
    }

    private static (int Class, double Confidence) Read(ReadOnlySpan<float> outputs, Activation activation)
    {
        if (outputs.Length == 1) return outputs[0] > 0.5f ? (1, outputs[0]) : (0, 1 - (double)outputs[0]);
        int best = 0;
        for (int i = 1; i < outputs.Length; i++)
        {
            if (outputs[i] > outputs[best]) best = i;
        }

        return (best, activation == Activation.LogSoftmax ? Math.Exp(outputs[best]) : outputs[best]);
    }
}
