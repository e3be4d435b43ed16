namespace CnnGen;

/// <summary>While training, sets each value to zero with the given probability and scales the others by 1 / (1 − rate), so that nothing has to be done when predicting (Srivastava et al. 2014).</summary>
/// <param name="rate">Probability of a zero, from 0 up to but not including 1.</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>Probability of a zero.</summary>
    public double Rate { get; } = rate;
}
