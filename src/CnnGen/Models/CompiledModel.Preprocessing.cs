namespace CnnGen;

/// <content>Preprocessing: its figures, and applying those of single values.</content>
public abstract partial class CompiledModel
{
    /// <summary>Whether the figures of the model's preprocessing are there: fitted, loaded or set. True where it has none to fit.</summary>
    public bool IsPreprocessingFitted => Parameters.IsFitted;

    /// <summary>
    /// Computes the figures of the model's preprocessing (means, deviations, whitening) from training samples, in double precision and one pass over them, and replaces those that were there.
    /// <see cref="Fit"/> does so by itself where they are not there yet; a loop of <c>TrainStep</c> needs it first. The same samples give the same bits on any number of threads.
    /// Does nothing where the model has nothing to fit.
    /// </summary>
    /// <param name="train">The samples to learn from, without augmentation; never those to be measured with.</param>
    /// <param name="cancellationToken">Stops it; the figures are then those that were there.</param>
    /// <exception cref="ArgumentException">The data set is empty or does not fit the network, or its pixels are not 0..1 (see <see cref="ChecksPixels"/>); the message gives the numbers.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses this object, or another model uses the same weights.</exception>
    public void FitPreprocessing(IDataset train, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        CheckDataset(train, nameof(train));
        using Usage usage = Enter(writing: true);
        FitFigures(train, nameof(train), cancellationToken);
    }

    /// <summary>As <see cref="FitPreprocessing"/>, from a data set that fits.</summary>
    /// <param name="train">The samples.</param>
    /// <param name="name">The argument that they came in.</param>
    /// <param name="cancellation">Stops it.</param>
    internal void FitFigures(IDataset train, string name, CancellationToken cancellation)
    {
        if (Info.Fitted is not { } layer) return;
        PreprocessingFit.Fit(layer, Parameters, train, ChecksPixels ? PixelLimits : PixelLimits.Finite, _threads, name, cancellation);
    }

    /// <exception cref="InvalidOperationException">The figures of the preprocessing are not there.</exception>
    private void CheckFitted()
    {
        if (Parameters.IsFitted) return;
        throw new InvalidOperationException(
            $"{Info.Fitted!.Name} of {Info.Name} has no figures yet: call {nameof(Fit)}, or {nameof(FitPreprocessing)} with the training samples, or load weights that were saved after that.");
    }

    /// <summary>Copies pixels to where the first layer reads them, and scales them on the way where the model has preprocessing.</summary>
    private void CopyPixels(SampleLayout layout, Span<float> memory, ReadOnlySpan<float> pixels, int batch)
    {
        if (Parameters.Scaling is not { } scaling)
        {
            CopyIn(layout, memory, pixels, batch);
            return;
        }

        int length = layout.RowLength;
        for (int sample = 0; sample < batch; sample++)
        {
            for (int row = 0; row < layout.Rows; row++)
            {
                scaling.CopyRow(Parameters.All, row, pixels.Slice(((sample * layout.Rows) + row) * length, length), memory.Slice(layout.At(batch, sample, row), length));
            }
        }
    }
}
