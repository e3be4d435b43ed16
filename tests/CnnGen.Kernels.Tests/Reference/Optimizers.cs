namespace CnnGen.Kernels.Tests.Reference;

/// <summary>One step after the other on one vector of parameters; the state is the vector's.</summary>
internal abstract class ReferenceOptimizer
{
    public abstract void Step(double[] parameters, double[] gradients);
}

/// <summary>
/// g += decay · p; without momentum p −= rate · g. With it v = m · v + g, then p −= rate · v (Polyak 1964),
/// or p −= rate · (g + m · v) as Nesterov has it (Sutskever et al. 2013).
/// </summary>
internal sealed class ReferenceSgd(double rate, double momentum = 0, bool nesterov = false, double decay = 0) : ReferenceOptimizer
{
    private double[]? _velocity;

    public override void Step(double[] parameters, double[] gradients)
    {
        _velocity ??= new double[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            double gradient = gradients[i] + (decay * parameters[i]);
            _velocity[i] = (momentum * _velocity[i]) + gradient;
            parameters[i] -= rate * (nesterov ? gradient + (momentum * _velocity[i]) : _velocity[i]);
        }
    }
}

/// <summary>
/// s = rho · s + (1 − rho) · g², centred: a = rho · a + (1 − rho) · g and s − a² in place of s;
/// b = m · b + g / (√s + epsilon), or g / √(s + epsilon); p −= rate · b (Tieleman and Hinton 2012; centred: Graves 2013).
/// </summary>
internal sealed class ReferenceRmsProp(double rate, double rho, double epsilon, bool epsilonInsideRoot = false, double momentum = 0, bool centred = false, double decay = 0) : ReferenceOptimizer
{
    private double[]? _squares;
    private double[]? _averages;
    private double[]? _velocity;

    public override void Step(double[] parameters, double[] gradients)
    {
        _squares ??= new double[parameters.Length];
        _averages ??= new double[parameters.Length];
        _velocity ??= new double[parameters.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            double gradient = gradients[i] + (decay * parameters[i]);
            _squares[i] = (rho * _squares[i]) + ((1 - rho) * gradient * gradient);
            _averages[i] = (rho * _averages[i]) + ((1 - rho) * gradient);
            double square = centred ? _squares[i] - (_averages[i] * _averages[i]) : _squares[i];
            double root = epsilonInsideRoot ? Math.Sqrt(square + epsilon) : Math.Sqrt(square) + epsilon;
            _velocity[i] = (momentum * _velocity[i]) + (gradient / root);
            parameters[i] -= rate * _velocity[i];
        }
    }
}

/// <summary>
/// m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g²; p −= rate · m̂ / (√v̂ + ε) with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
/// (Kingma and Ba 2014, arXiv 1412.6980, algorithm 1), or with ε̂ added to √v before the correction, as the end of the paper's section 2 and Keras have it.
/// The decay is added to the gradient, or where decoupled taken off the parameter: p −= rate · decay · p first (Loshchilov and Hutter 2017, arXiv 1711.05101).
/// </summary>
internal sealed class ReferenceAdam(double rate, double beta1, double beta2, double epsilon, bool epsilonHat = false, double decay = 0, bool decoupled = false) : ReferenceOptimizer
{
    private double[]? _means;
    private double[]? _squares;
    private int _steps;

    public override void Step(double[] parameters, double[] gradients)
    {
        _means ??= new double[parameters.Length];
        _squares ??= new double[parameters.Length];
        _steps++;
        double meanCorrection = 1 - Math.Pow(beta1, _steps);
        double squareCorrection = 1 - Math.Pow(beta2, _steps);
        for (int i = 0; i < parameters.Length; i++)
        {
            double gradient = gradients[i] + (decoupled ? 0 : decay * parameters[i]);
            if (decoupled) parameters[i] -= rate * decay * parameters[i];
            _means[i] = (beta1 * _means[i]) + ((1 - beta1) * gradient);
            _squares[i] = (beta2 * _squares[i]) + ((1 - beta2) * gradient * gradient);
            double root = epsilonHat ? (Math.Sqrt(_squares[i]) + epsilon) / Math.Sqrt(squareCorrection) : Math.Sqrt(_squares[i] / squareCorrection) + epsilon;
            parameters[i] -= rate * (_means[i] / meanCorrection) / root;
        }
    }
}
