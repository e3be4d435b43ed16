namespace CnnGen;

/// <summary>
/// A fully connected layer, bias and activation: output[u] = f(Σᵢ input[i] · weights[i, u] + bias[u]).
/// Weights [inputs, units]; a picture is flattened in the order height, width, channel first. The activation is ReLU unless named; the last layer has to name it.
/// </summary>
public sealed class DenseAttribute : LayerAttribute
{
    /// <summary>The last layer of a class with <see cref="LabelsAttribute{TEnum}"/>: as many units as labels, and Softmax.</summary>
    public DenseAttribute()
    {
    }

    /// <summary>A layer with ReLU.</summary>
    /// <param name="units">Outputs of the layer, at least 1.</param>
    public DenseAttribute(int units)
    {
        Units = units;
    }

    /// <summary>A layer with the given activation.</summary>
    /// <param name="units">Outputs of the layer, at least 1.</param>
    /// <param name="activation">The function applied to each output.</param>
    public DenseAttribute(int units, Activation activation)
    {
        Units = units;
        Activation = activation;
    }

    /// <summary>Outputs of the layer; 0 where <see cref="LabelsAttribute{TEnum}"/> gives them.</summary>
    public int Units { get; }

    /// <summary>The function applied to each output. ReLU unless named.</summary>
    public Activation Activation { get; } = Activation.ReLU;

    /// <summary>Whether a bias is added to each unit. True unless set.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>How the weights are drawn. Glorot-uniform unless set.</summary>
    public Initializer Initializer { get; set; }

    /// <summary>Slope of <see cref="Activation.LeakyReLU"/> below zero. 0.3 unless set, as in Keras.</summary>
    public double Slope { get; set; } = 0.3;

    /// <summary>Alpha of <see cref="Activation.ELU"/>. 1 unless set.</summary>
    public double Alpha { get; set; } = 1;
}
