namespace CnnGen;

/// <summary>An activation as a layer of its own: <c>[Activation(Activation.ReLU)]</c>, for instance after a BatchNorm.</summary>
/// <param name="activation">The function applied to each value.</param>
public sealed class ActivationAttribute(Activation activation) : LayerAttribute
{
    /// <summary>The function applied to each value.</summary>
    public Activation Activation { get; } = activation;

    /// <summary>Slope of <see cref="Activation.LeakyReLU"/> below zero. 0.3 unless set, as in Keras.</summary>
    public double Slope { get; set; } = 0.3;

    /// <summary>Alpha of <see cref="Activation.ELU"/>. 1 unless set.</summary>
    public double Alpha { get; set; } = 1;
}
