namespace CnnGen;

/// <summary>
/// A two-dimensional convolution (a cross-correlation, as in every deep-learning library: the kernel is not flipped), bias and activation.
/// Input [height, width, channels], weights [kernel height, kernel width, channels / groups, filters], output [height, width, filters].
/// The activation is ReLU and the padding Valid unless named.
/// </summary>
public sealed class Conv2DAttribute : LayerAttribute
{
    /// <summary>A square kernel, no padding, ReLU.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernel">Rows and columns of the square kernel, at least 1.</param>
    public Conv2DAttribute(int filters, int kernel)
    {
        Filters = filters;
        KernelHeight = kernel;
        KernelWidth = kernel;
    }

    /// <summary>A square kernel, no padding, the given activation.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernel">Rows and columns of the square kernel, at least 1.</param>
    /// <param name="activation">The function applied to each output.</param>
    public Conv2DAttribute(int filters, int kernel, Activation activation)
    {
        Filters = filters;
        KernelHeight = kernel;
        KernelWidth = kernel;
        Activation = activation;
    }

    /// <summary>A square kernel, the given padding, ReLU.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernel">Rows and columns of the square kernel, at least 1.</param>
    /// <param name="padding">What the kernel sees beyond the border.</param>
    public Conv2DAttribute(int filters, int kernel, Padding padding)
    {
        Filters = filters;
        KernelHeight = kernel;
        KernelWidth = kernel;
        Padding = padding;
    }

    /// <summary>A square kernel, the given padding, the given activation.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernel">Rows and columns of the square kernel, at least 1.</param>
    /// <param name="padding">What the kernel sees beyond the border.</param>
    /// <param name="activation">The function applied to each output.</param>
    public Conv2DAttribute(int filters, int kernel, Padding padding, Activation activation)
    {
        Filters = filters;
        KernelHeight = kernel;
        KernelWidth = kernel;
        Padding = padding;
        Activation = activation;
    }

    /// <summary>A rectangular kernel, no padding, ReLU.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth)
    {
        Filters = filters;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
    }

    /// <summary>A rectangular kernel, no padding, the given activation.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    /// <param name="activation">The function applied to each output.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth, Activation activation)
    {
        Filters = filters;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
        Activation = activation;
    }

    /// <summary>A rectangular kernel, the given padding, ReLU.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    /// <param name="padding">What the kernel sees beyond the border.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth, Padding padding)
    {
        Filters = filters;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
        Padding = padding;
    }

    /// <summary>A rectangular kernel, the given padding, the given activation.</summary>
    /// <param name="filters">Output channels, at least 1.</param>
    /// <param name="kernelHeight">Rows of the kernel, at least 1.</param>
    /// <param name="kernelWidth">Columns of the kernel, at least 1.</param>
    /// <param name="padding">What the kernel sees beyond the border.</param>
    /// <param name="activation">The function applied to each output.</param>
    public Conv2DAttribute(int filters, int kernelHeight, int kernelWidth, Padding padding, Activation activation)
    {
        Filters = filters;
        KernelHeight = kernelHeight;
        KernelWidth = kernelWidth;
        Padding = padding;
        Activation = activation;
    }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Rows of the kernel.</summary>
    public int KernelHeight { get; }

    /// <summary>Columns of the kernel.</summary>
    public int KernelWidth { get; }

    /// <summary>What the kernel sees beyond the border. Valid unless named.</summary>
    public Padding Padding { get; }

    /// <summary>The function applied to each output. ReLU unless named.</summary>
    public Activation Activation { get; } = Activation.ReLU;

    /// <summary>Pixels from one window to the next, in both directions. 1 unless set.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>Rows from one window to the next; <see cref="Stride"/> unless set.</summary>
    public int StrideHeight { get; set; }

    /// <summary>Columns from one window to the next; <see cref="Stride"/> unless set.</summary>
    public int StrideWidth { get; set; }

    /// <summary>Pixels from one kernel cell to the next, in both directions. 1 unless set; goes with any stride.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Rows from one kernel cell to the next; <see cref="Dilation"/> unless set.</summary>
    public int DilationHeight { get; set; }

    /// <summary>Columns from one kernel cell to the next; <see cref="Dilation"/> unless set.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Groups that input channels and filters are cut into; it has to divide both. As many groups as input channels make a depthwise convolution. 1 unless set.</summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether a bias is added to each filter. True unless set; a BatchNorm below makes it superfluous.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>How the weights are drawn. Glorot-uniform unless set.</summary>
    public Initializer Initializer { get; set; }

    /// <summary>Slope of <see cref="Activation.LeakyReLU"/> below zero. 0.3 unless set, as in Keras.</summary>
    public double Slope { get; set; } = 0.3;

    /// <summary>Alpha of <see cref="Activation.ELU"/>. 1 unless set.</summary>
    public double Alpha { get; set; } = 1;
}
