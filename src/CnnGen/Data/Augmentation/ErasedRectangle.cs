namespace CnnGen;

/// <summary>The rectangle of a picture that is covered; without rows where there is none.</summary>
internal readonly record struct ErasedRectangle
{
    private readonly ulong _key;

    /// <summary>Draws one.</summary>
    public ErasedRectangle(RandomErasing? settings, ImageShape shape, ref SplitMix64 random)
    {
        if (settings is null) return;
        bool isErased = random.NextDouble() < settings.Probability;
        double area = settings.AreaRange.Draw(ref random) * shape.Height * shape.Width;
        double ratio = settings.RatioRange.DrawLogarithmic(ref random);
        int rows = Math.Clamp((int)Math.Round(Math.Sqrt(area * ratio)), 1, shape.Height);
        int columns = Math.Clamp((int)Math.Round(Math.Sqrt(area / ratio)), 1, shape.Width);
        Top = random.NextInt(shape.Height - rows + 1);
        Left = random.NextInt(shape.Width - columns + 1);
        _key = random.Next();
        if (isErased) (Rows, Columns) = (rows, columns);
    }

    public int Top { get; }

    public int Left { get; }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Covers it.</summary>
    /// <param name="pixels">[height, width, channels], in place.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="value">What with; null for noise, uniform in 0..1.</param>
    public void Cover(Span<float> pixels, ImageShape shape, float? value)
    {
        var random = new SplitMix64(_key);
        for (int row = Top; row < Top + Rows; row++)
        {
            Span<float> values = pixels.Slice(((row * shape.Width) + Left) * shape.Channels, Columns * shape.Channels);
            if (value is { } constant)
            {
                values.Fill(constant);
            }
            else
            {
                foreach (ref float one in values) one = random.NextSingle();
            }
        }
    }
}
