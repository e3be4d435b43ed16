namespace CnnGen.Benchmarks.Peers.Networks;

/// <summary>VGG16 (Simonyan and Zisserman 2014, arXiv 1409.1556, configuration D) as it predicts; 15.5 billion multiply-adds.</summary>
[Input(224, 224, 3)]
[Conv2D(64, 3, Padding.Same)] [Conv2D(64, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(128, 3, Padding.Same)] [Conv2D(128, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(256, 3, Padding.Same)] [Conv2D(256, 3, Padding.Same)] [Conv2D(256, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [MaxPool(2)]
[Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [Conv2D(512, 3, Padding.Same)] [MaxPool(2)]
[Flatten]
[Dense(4096)] [Dense(4096)]
[Dense(1000, Activation.Softmax)]
internal sealed partial class Vgg16Network;
