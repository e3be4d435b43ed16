namespace CnnGen.Benchmarks.Peers.Networks;

/// <summary>Depthwise convolutions and convolutions of single pixels by turns, as in MobileNet (Howard et al. 2017, arXiv 1704.04861); 52 million multiply-adds.</summary>
[Input(96, 96, 3)]
[Conv2D(32, 3, Padding.Same, Stride = 2)]
[Conv2D(32, 3, Padding.Same, Groups = 32)] [Conv2D(64, 1)]
[Conv2D(64, 3, Padding.Same, Groups = 64, Stride = 2)] [Conv2D(128, 1)]
[Conv2D(128, 3, Padding.Same, Groups = 128)] [Conv2D(128, 1)]
[Conv2D(128, 3, Padding.Same, Groups = 128, Stride = 2)] [Conv2D(256, 1)]
[Conv2D(256, 3, Padding.Same, Groups = 256)] [Conv2D(256, 1)]
[Conv2D(256, 3, Padding.Same, Groups = 256, Stride = 2)] [Conv2D(512, 1)]
[Conv2D(512, 3, Padding.Same, Groups = 512)] [Conv2D(512, 1)]
[GlobalAveragePool]
[Dense(10, Activation.Softmax)]
internal sealed partial class SeparableNetwork;
