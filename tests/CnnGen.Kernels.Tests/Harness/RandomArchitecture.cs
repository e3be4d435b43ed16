using CnnGen.Generator.Model;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>Draws small networks: preprocessing or none, convolutions of all kinds, pools, normalisations and activations over a picture, then dense layers, then one of the outputs that has a loss.</summary>
internal static class RandomArchitecture
{
    private static readonly int[] Channels = [1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17];
    private static readonly ActivationKind[] Hidden =
    [
        ActivationKind.None, ActivationKind.ReLU, ActivationKind.ReLU, ActivationKind.ReLU, ActivationKind.LeakyReLU, ActivationKind.ELU,
        ActivationKind.GELU, ActivationKind.SiLU, ActivationKind.Softplus, ActivationKind.Sigmoid, ActivationKind.Tanh,
    ];

    public static Network Create(string name, int seed)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder(name, new TensorShape(random.Next(4, 13), random.Next(4, 13), Channels[random.Next(4)]));
        AddPreprocessing(builder, new Random(~seed)); // draws of its own, so that the rest of a seed's network does not depend on it
        int layers = builder.Shape.IsFlat ? 0 : random.Next(1, 5);
        for (int i = 0; i < layers; i++) AddPictureLayer(builder, random);
        if (random.Next(4) == 0 && !builder.Shape.IsFlat) builder.GlobalAveragePool();
        else if (!builder.Shape.IsFlat) builder.Flatten();
        if (random.Next(2) == 0) builder.Dense(random.Next(1, 34), random.Next(4) != 0, Draw(random));
        if (random.Next(6) == 0) builder.BatchNorm();
        return AddOutput(builder, random);
    }

    /// <summary>Two of three networks have it.</summary>
    private static void AddPreprocessing(NetworkBuilder builder, Random random)
    {
        PerKind per = random.Next(2) == 0 ? PerKind.Channel : PerKind.Pixel;
        OverKind over = random.Next(3) == 0 ? OverKind.Values : OverKind.Channels;
        switch (random.Next(12))
        {
            case 0: builder.Rescale(2, -1); break;
            case 1: builder.MeanNormalize(per); break;
            case 2 or 3: builder.Standardize(per); break;
            case 4 or 5: builder.Whiten(WhiteningKind.Pca, over); break;
            case 6 or 7: builder.Whiten(WhiteningKind.Zca, over); break;
        }
    }

    /// <summary>An activation that a hidden layer may have.</summary>
    private static ActivationSpec Draw(Random random)
    {
        ActivationKind kind = Hidden[random.Next(Hidden.Length)];
        return new(kind, kind switch { ActivationKind.LeakyReLU => 0.2f, ActivationKind.ELU => 0.75f, _ => 0 });
    }

    private static void AddPictureLayer(NetworkBuilder builder, Random random)
    {
        switch (random.Next(10))
        {
            case < 5: AddConvolution(builder, random); break;
            case < 8: AddPool(builder, random); break;
            case 8: builder.BatchNorm(random.Next(2) == 0 ? 0.99f : 0.5f, isFrozen: random.Next(3) == 0); break;
            default:
                ActivationSpec activation = Draw(random);
                builder.Activation(activation.Kind, activation.Parameter);
                break;
        }
    }

    private static void AddConvolution(NetworkBuilder builder, Random random)
    {
        TensorShape shape = builder.Shape;
        int filters = Channels[random.Next(Channels.Length)];
        int groups = 1;
        int choice = random.Next(4);
        if (choice == 0)
        {
            groups = shape.Channels;
            filters = shape.Channels;
        }
        else if (choice == 1 && shape.Channels % 2 == 0)
        {
            groups = 2;
            filters = 2 * random.Next(1, 6);
        }

        int height = random.Next(1, Math.Min(5, shape.Height) + 1);
        int width = random.Next(3) == 0 ? random.Next(1, Math.Min(5, shape.Width) + 1) : Math.Min(height, shape.Width);
        int stride = random.Next(3) == 0 ? random.Next(2, 4) : 1;
        int dilation = random.Next(4) == 0 && (2 * height) - 1 <= shape.Height && (2 * width) - 1 <= shape.Width ? 2 : 1;
        bool same = random.Next(3) != 0;
        Window window = same ? Windows.Same(shape, height, width, stride, stride, dilation, dilation) : Windows.Valid(height, width, stride, stride);
        builder.Convolution(filters, window, dilation, dilation, padsWithEdge: same && random.Next(3) == 0, groups, useBias: random.Next(4) != 0, Draw(random));
    }

    private static void AddPool(NetworkBuilder builder, Random random)
    {
        TensorShape shape = builder.Shape;
        int height = random.Next(1, Math.Min(3, shape.Height) + 1);
        int width = random.Next(1, Math.Min(3, shape.Width) + 1);
        int strideHeight = random.Next(3) == 0 ? random.Next(1, 4) : height;
        int strideWidth = random.Next(3) == 0 ? random.Next(1, 4) : width;
        Window window = random.Next(2) == 0
            ? Windows.Valid(height, width, strideHeight, strideWidth)
            : Windows.Same(shape, height, width, strideHeight, strideWidth);
        builder.Pool(random.Next(3) == 0 ? PoolingKind.Average : PoolingKind.Max, window);
    }

    private static Network AddOutput(NetworkBuilder builder, Random random)
    {
        int units = random.Next(2, 12);
        return random.Next(7) switch
        {
            0 or 1 => builder.Dense(units, activation: new(ActivationKind.Softmax)).Build(LossKind.CategoricalCrossEntropy),
            2 => builder.Dense(units, activation: new(ActivationKind.LogSoftmax)).Build(LossKind.NegativeLogLikelihood),
            3 => builder.Dense(random.Next(1, 4), activation: new(ActivationKind.Sigmoid)).Build(LossKind.BinaryCrossEntropy),
            4 => builder.Dense(units).Build(LossKind.MeanSquaredError),
            5 => builder.Dense(units, activation: new(ActivationKind.Tanh)).Build(LossKind.MeanAbsoluteError),
            _ => builder.Dense(units).Build(LossKind.Huber),
        };
    }
}
