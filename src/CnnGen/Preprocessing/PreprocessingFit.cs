namespace CnnGen;

/// <summary>Computes the figures of preprocessing from training samples: one pass over them, in double precision, in bounded memory.</summary>
internal static class PreprocessingFit
{
    private const int SamplesOfBatch = 32;

    /// <summary>Replaces the figures.</summary>
    /// <param name="layer">The preprocessing.</param>
    /// <param name="parameters">Where its figures are; as they were where this throws.</param>
    /// <param name="train">The samples; one or more, of the shape of the network's input.</param>
    /// <param name="limits">How large their values may be.</param>
    /// <param name="threads">Threads that share the work.</param>
    /// <param name="name">The argument that the samples came in.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A value is beyond the limits.</exception>
    public static void Fit(FittedInfo layer, ParameterStore parameters, IDataset train, PixelLimits limits, int threads, string name, CancellationToken cancellation)
    {
        void Read(Action<ReadOnlySpan<float>> add) => ReadAll(train, parameters.Info, limits, name, add, cancellation);
        switch (layer)
        {
            case StandardizeInfo standardize:
                var moments = new RunningMoments(parameters.Info.Parameters[layer.Mean].Length);
                Read(moments.Add);
                parameters.Set(layer.Mean, ToSingle(moments.Means));
                if (standardize.Scale is { } scale) parameters.Set(scale, ScalesOf(moments, layer.Epsilon));
                break;
            case WhiteningInfo whitening:
                var covariance = new RunningCovariance(parameters.Info.Parameters[layer.Mean].Length, threads);
                Read(covariance.Add);
                float[] matrix = WhiteningMatrix.Of(whitening, covariance.Finish(), threads, cancellation);
                parameters.Set(layer.Mean, ToSingle(covariance.Means));
                parameters.Set(whitening.Matrix, matrix);
                break;
            default:
                throw new NotSupportedException($"{layer.Name}: nothing fits {layer.GetType().Name}.");
        }

        parameters.Set(layer.Fitted, [1]);
    }

    private static void ReadAll(IDataset train, ModelInfo info, PixelLimits limits, string name, Action<ReadOnlySpan<float>> add, CancellationToken cancellation)
    {
        int batches = BatchPrefetcher.BatchesPerPass(train.Count, SamplesOfBatch);
        int length = info.Input.Length;
        using var reader = new BatchPrefetcher(train, SamplesOfBatch, info.Output.Length, shuffleSeed: null, batches);
        for (int i = 0; i < batches; i++)
        {
            Batch batch = reader.Next(cancellation);
            PixelRange.Check(batch, train, limits, isFirst: i == 0, name);
            for (int sample = 0; sample < batch.Count; sample++) add(batch.Pixels.Slice(sample * length, length));
        }
    }

    /// <summary>1 / √(variance + epsilon).</summary>
    private static float[] ScalesOf(RunningMoments moments, double epsilon)
    {
        float[] scales = new float[moments.Means.Length];
        for (int i = 0; i < scales.Length; i++) scales[i] = (float)(1 / Math.Sqrt(moments.VarianceOf(i) + epsilon));
        return scales;
    }

    private static float[] ToSingle(ReadOnlySpan<double> values)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < values.Length; i++) result[i] = (float)values[i];
        return result;
    }
}
