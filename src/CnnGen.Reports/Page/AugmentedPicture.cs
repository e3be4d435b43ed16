namespace CnnGen.Reports;

/// <summary>A training picture, and what augmentation makes of it in the first passes over the data.</summary>
/// <param name="Shape">Rows, columns and channels.</param>
/// <param name="Original">[height, width, channels], values 0..1.</param>
/// <param name="Variants">The same picture as training sees it, pass by pass. Mixing, which takes a batch, is left out.</param>
public sealed record AugmentedPicture(ImageShape Shape, IReadOnlyList<float> Original, IReadOnlyList<IReadOnlyList<float>> Variants)
{
    private const int Passes = 12;

    /// <summary>Augments the first picture of a data set as training does; null where its values are no picture that can be shown.</summary>
    internal static AugmentedPicture? Of(Augmentation augmentation, IDataset dataset, int seed)
    {
        ImageShape shape = dataset.Shape;
        if (!ReportedRun.CanShow(shape)) return null;
        float[] original = new float[shape.Length];
        dataset.ReadPixels(0, original);
        float[][] variants = new float[Passes][];
        for (int pass = 0; pass < Passes; pass++)
        {
            variants[pass] = new float[shape.Length];
            augmentation.Apply(original, variants[pass], shape, seed, epoch: pass, sample: 0);
        }

        return new AugmentedPicture(shape, original, variants);
    }
}
