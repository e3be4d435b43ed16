using CnnGen;

namespace Examples;

/// <summary>The ten classes of CIFAR-10, in the order of their labels.</summary>
public enum Subject
{
    /// <summary>An aeroplane.</summary>
    Airplane,

    /// <summary>A car.</summary>
    Automobile,

    /// <summary>A bird.</summary>
    Bird,

    /// <summary>A cat.</summary>
    Cat,

    /// <summary>A deer.</summary>
    Deer,

    /// <summary>A dog.</summary>
    Dog,

    /// <summary>A frog.</summary>
    Frog,

    /// <summary>A horse.</summary>
    Horse,

    /// <summary>A ship.</summary>
    Ship,

    /// <summary>A lorry.</summary>
    Truck,
}

/// <summary>Tells ten subjects apart on pictures of 32 × 32: three pairs of convolutions, each pair halved by a pool. The bare last layer takes its ten units and its softmax from the labels.</summary>
[Input(32, 32, 3)]
[Conv2D(32, 3, Padding.Same)] [Conv2D(32, 3, Padding.Same)] [MaxPool(2)] [Dropout(0.2)]
[Conv2D(64, 3, Padding.Same)] [Conv2D(64, 3, Padding.Same)] [MaxPool(2)] [Dropout(0.3)]
[Conv2D(128, 3, Padding.Same)] [Conv2D(128, 3, Padding.Same)] [MaxPool(2)] [Dropout(0.4)]
[Flatten]
[Dense(128)] [Dropout(0.5)]
[Dense]
[Labels<Subject>]
public sealed partial class SmallPictures;
