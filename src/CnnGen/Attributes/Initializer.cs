namespace CnnGen;

/// <summary>How a layer's weights are drawn before training. Biases start at zero.</summary>
public enum Initializer
{
    /// <summary>Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010).</summary>
    GlorotUniform,

    /// <summary>Normal with standard deviation √(2 / (fan in + fan out)), redrawn beyond two deviations (Glorot and Bengio 2010).</summary>
    GlorotNormal,

    /// <summary>Uniform in ±√(6 / fan in) (He et al. 2015, arXiv 1502.01852).</summary>
    HeUniform,

    /// <summary>Normal with standard deviation √(2 / fan in), redrawn beyond two deviations (He et al. 2015, arXiv 1502.01852).</summary>
    HeNormal,
}
