namespace CnnGen;

/// <summary>Augmentation of one training: the settings with the seed.</summary>
internal sealed record Augmenter(Augmentation Settings, int Seed)
{
    /// <summary>Augments a picture.</summary>
    public void Apply(ReadOnlySpan<float> pixels, Span<float> augmented, ImageShape shape, long epoch, int sample) =>
        Settings.Apply(pixels, augmented, shape, Seed, epoch, sample);

    /// <summary>Mixes a batch where that is asked for.</summary>
    public void Mix(Batch batch, ImageShape shape, long number) => Settings.Mix(batch.Pixels, batch.Targets, shape, Seed, number);
}
