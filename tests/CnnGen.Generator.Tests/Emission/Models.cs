namespace CnnGen.Generator.Tests.Emission;

/// <summary>Declarations that several tests generate for.</summary>
internal static class Models
{
    /// <summary>A convolution, a pool and a dense layer: what fits on a screen.</summary>
    public const string Small = """
        namespace Zoo;

        /// <summary>What is in the picture.</summary>
        public enum Animal
        {
            /// <summary>Meows.</summary>
            Cat,

            /// <summary>Barks.</summary>
            Dog,
        }

        /// <summary>Tells cats from dogs.</summary>
        [Input(8, 8, 3)]
        [Conv2D(4, 3, Padding.Same)] [MaxPool(2)]
        [Dense(2, Activation.Softmax)]
        [Labels<Animal>]
        public sealed partial class Small;
        """;

    /// <summary>The tutorial's network.</summary>
    /// <summary>One convolution that Winograd's algorithm computes, with all that its outputs pass through.</summary>
    public const string Winograd = """
        using CnnGen;

        [Input(17, 16, 16)]
        [Conv2D(16, 3, Padding.Same)] [MaxPool(2)]
        [Dense(2, Activation.Softmax)]
        public sealed partial class Winograd;
        """;

    /// <summary>One convolution that Winograd's algorithm computes by tiles of 6.</summary>
    public const string TilesOfSix = """
        using CnnGen;

        [Input(18, 18, 16)]
        [Conv2D(16, 3, Padding.Same)]
        [Dense(2, Activation.Softmax)]
        public sealed partial class TilesOfSix;
        """;

    /// <summary>Whitening that goes into the weights of the convolution when predicting, and is a step of its own in training.</summary>
    public const string Whitened = """
        [Input(8, 8, 3)]
        [ZcaWhiten(Over.Channels)]
        [Conv2D(4, 3, Padding.Same)]
        [Dense(2, Activation.Softmax)]
        public sealed partial class Whitened;
        """;

    public const string DogsVsCats = """
        [Input(150, 150, 3)]
        [Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
        [Flatten] [Dropout(0.5)]
        [Dense(512)] [Dense(256)]
        [Dense(1, Activation.Sigmoid)]
        public sealed partial class DogsVsCats;
        """;

    /// <summary>Configuration D of Simonyan and Zisserman 2014.</summary>
    public const string Vgg16 = """
        [Input(224, 224, 3)]
        [Conv2D(64, 3, Padding.Same)] [Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(128, 3, Padding.Same)] [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(256, 3, Padding.Same)] [Conv2D(256, 3, Padding.Same)] [Conv2D(256, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [MaxPool(2)]
        [Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [MaxPool(2)]
        [Flatten]
        [Dense(4096)] [Dropout(0.5)]
        [Dense(4096)] [Dropout(0.5)]
        [Dense(1000, Activation.Softmax)]
        public sealed partial class Vgg16;
        """;
}
