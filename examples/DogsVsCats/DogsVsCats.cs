using CnnGen;

namespace Examples;

/// <summary>What is in the picture; in the order of the folders' names.</summary>
public enum Animal
{
    /// <summary>A cat.</summary>
    Cat,

    /// <summary>A dog.</summary>
    Dog,
}

/// <summary>Tells cats from dogs: four convolutions, each halved by a pool, and three dense layers.</summary>
[Input(150, 150, 3)]
[Conv2D(32, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Flatten] [Dropout(0.5)]
[Dense(512)] [Dense(256)]
[Dense(1, Activation.Sigmoid)]
[Labels<Animal>]
public sealed partial class DogsVsCats;
