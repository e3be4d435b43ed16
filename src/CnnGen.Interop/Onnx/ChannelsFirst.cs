namespace CnnGen.Interop.Onnx;

/// <summary>Puts weights that count channels last into the order that counts them first, which is ONNX's.</summary>
internal static class ChannelsFirst
{
    /// <summary>[height, width, channels, filters] → [filters, channels, height, width].</summary>
    /// <param name="weights">The weights of a convolution.</param>
    /// <param name="shape">Their four sizes.</param>
    public static float[] Filters(ReadOnlySpan<float> weights, IReadOnlyList<int> shape)
    {
        (int cells, int channels, int filters) = (shape[0] * shape[1], shape[2], shape[3]);
        var result = new float[weights.Length];
        int from = 0;
        for (int cell = 0; cell < cells; cell++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                for (int filter = 0; filter < filters; filter++) result[(((filter * channels) + channel) * cells) + cell] = weights[from++];
            }
        }

        return result;
    }

    /// <summary>The rows of a tensor whose first axis is a flattened picture: from the order row, column, channel to the order channel, row, column.</summary>
    /// <param name="rows">A row for each value of the picture.</param>
    /// <param name="picture">The picture that was flattened.</param>
    public static float[] Rows(ReadOnlySpan<float> rows, ImageShape picture)
    {
        int pixels = picture.Height * picture.Width;
        int length = rows.Length / picture.Length;
        var result = new float[rows.Length];
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (int channel = 0; channel < picture.Channels; channel++)
            {
                rows.Slice(((pixel * picture.Channels) + channel) * length, length).CopyTo(result.AsSpan(((channel * pixels) + pixel) * length, length));
            }
        }

        return result;
    }
}
