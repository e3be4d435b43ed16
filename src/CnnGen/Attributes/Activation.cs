namespace CnnGen;

/// <summary>The function applied to each output of a layer. Formulas are for one value x unless said otherwise.</summary>
public enum Activation
{
    /// <summary>y = x: the layer is linear.</summary>
    None,

    /// <summary>y = max(x, 0). The gradient at 0 is 0.</summary>
    ReLU,

    /// <summary>y = x for x &gt; 0, slope · x otherwise. The gradient at 0 is the slope.</summary>
    LeakyReLU,

    /// <summary>y = x for x &gt; 0, alpha · (exp(x) − 1) otherwise (Clevert et al. 2015, arXiv 1511.07289).</summary>
    ELU,

    /// <summary>y = x · Φ(x) with Φ the normal distribution function, by erf and not by tanh (Hendrycks and Gimpel 2016, arXiv 1606.08415).</summary>
    GELU,

    /// <summary>y = x · sigmoid(x), also called swish (Ramachandran et al. 2017, arXiv 1710.05941).</summary>
    SiLU,

    /// <summary>y = ln(1 + exp(x)).</summary>
    Softplus,

    /// <summary>y = 1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>y = tanh(x).</summary>
    Tanh,

    /// <summary>yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ) over the channels of a pixel or the units of a dense layer. Only for the last layer.</summary>
    Softmax,

    /// <summary>yᵢ = xᵢ − ln Σⱼ exp(xⱼ) over the channels of a pixel or the units of a dense layer. Only for the last layer.</summary>
    LogSoftmax,
}
