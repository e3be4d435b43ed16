namespace CnnGen.Reports;

/// <summary>A picture with what a model says of it.</summary>
/// <param name="Shape">Rows, columns and channels.</param>
/// <param name="Pixels">[height, width, channels], values 0..1.</param>
/// <param name="Actual">The class that it has.</param>
/// <param name="Predicted">The class that the model gives it.</param>
/// <param name="Confidence">The probability that the model gives that class, 0..1.</param>
public sealed record PredictedPicture(ImageShape Shape, ReadOnlyMemory<float> Pixels, string Actual, string Predicted, double Confidence)
{
    private const int Batch = 32;

    /// <summary>Its index in the data set that it is from, from 0; null where it is from none.</summary>
    public int? Sample { get; init; }

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
        Check(model, dataset, count);
        int[] order = [.. Enumerable.Range(0, dataset.Count)];
        new Random(seed).Shuffle(order);
        return Predict(model, dataset, order.AsSpan(0, Math.Min(count, order.Length)));
    }

    /// <summary>Lets a model classify a whole data set, and keeps those that it is wrong of and surest of.</summary>
    /// <param name="model">A classifier: one sigmoid output, or an output of probabilities (or their logarithms) for each class.</param>
    /// <param name="dataset">Where the pictures are from.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>The pictures with their predictions, the surest first; of equals the first of the data set.</returns>
    /// <exception cref="ArgumentException">The data set has no classes, or the model has an output for another number of them.</exception>
    public static IReadOnlyList<PredictedPicture> MostWrong(CompiledModel model, IDataset dataset, int count)
    {
        Check(model, dataset, count);
        var wrong = new List<PredictedPicture>();
        for (int first = 0; first < dataset.Count; first += Batch)
        {
            int[] samples = [.. Enumerable.Range(first, Math.Min(Batch, dataset.Count - first))];
            IEnumerable<PredictedPicture> found = Predict(model, dataset, samples).Where(picture => !picture.IsRight).Select(picture => picture with { Pixels = picture.Pixels.ToArray() }); // lets go of the batch
            wrong = [.. wrong.Concat(found).OrderByDescending(picture => picture.Confidence).Take(count)];
        }

        return wrong;
    }

    private static void Check(CompiledModel model, IDataset dataset, int count)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int outputs = model.Info.Output.Length;
        int classes = dataset.ClassNames.Count;
        if (outputs != classes && !(outputs == 1 && classes == 2)) throw new ArgumentException($"The model has {outputs} outputs and the data set {classes} classes.", nameof(dataset));
    }

    private static PredictedPicture[] Predict(CompiledModel model, IDataset dataset, ReadOnlySpan<int> samples)
    {
        if (samples.IsEmpty) return [];
        int length = dataset.Shape.Length;
        int outputLength = model.Info.Output.Length;
        float[] pixels = new float[samples.Length * length];
        float[] outputs = new float[samples.Length * outputLength];
        for (int i = 0; i < samples.Length; i++) dataset.ReadPixels(samples[i], pixels.AsSpan(i * length, length));
        model.Predict(pixels, outputs);

        var pictures = new PredictedPicture[samples.Length];
        for (int i = 0; i < pictures.Length; i++)
        {
            (int predicted, double confidence) = Read(outputs.AsSpan(i * outputLength, outputLength), model.Info.OutputActivation);
            string actual = dataset.ClassNames[dataset.ReadLabel(samples[i])];
            pictures[i] = new PredictedPicture(dataset.Shape, pixels.AsMemory(i * length, length), actual, dataset.ClassNames[predicted], confidence) { Sample = samples[i] };
        }

        return pictures;
    }

    private static (int Class, double Confidence) Read(ReadOnlySpan<float> outputs, Activation activation)
    {
        if (outputs.Length == 1) return outputs[0] > 0.5f ? (1, outputs[0]) : (0, 1 - (double)outputs[0]);
        int best = Accuracy.IndexOfLargest(outputs);
        return (best, activation == Activation.LogSoftmax ? Math.Exp(outputs[best]) : outputs[best]);
    }
}
