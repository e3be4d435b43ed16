using CnnGen;

namespace Examples;

/// <summary>Reads handwritten digits: two convolutions, each halved by a pool, and two dense layers.</summary>
[Input(28, 28, 1)]
[Conv2D(32, 3)] [MaxPool(2)]
[Conv2D(64, 3)] [MaxPool(2)]
[Flatten]
[Dense(128)] [Dropout(0.3)]
[Dense(10, Activation.Softmax)]
public sealed partial class Digits;
