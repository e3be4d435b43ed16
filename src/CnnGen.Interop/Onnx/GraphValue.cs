namespace CnnGen.Interop.Onnx;

/// <summary>What a layer of the graph reads.</summary>
/// <param name="Name">Of the value in the graph.</param>
/// <param name="Shape">Of one sample; of the picture that was flattened for <see cref="Layout.ChannelsFirstVector"/>.</param>
/// <param name="Layout">How it lies in memory.</param>
internal readonly record struct GraphValue(string Name, ImageShape Shape, Layout Layout)
{
    /// <summary>The axis that softmax goes along: the channels of a picture, all of a vector.</summary>
    public int ChannelAxis => Layout == Layout.Nhwc ? 3 : 1;
}

/// <summary>How the values of a batch lie in memory.</summary>
internal enum Layout
{
    /// <summary>[N, height, width, channels].</summary>
    Nhwc,

    /// <summary>[N, channels, height, width].</summary>
    Nchw,

    /// <summary>[N, values] in the order of CnnGen: row, column, channel where it was a picture.</summary>
    Vector,

    /// <summary>[N, values] of a picture in the order channel, row, column.</summary>
    ChannelsFirstVector,
}
