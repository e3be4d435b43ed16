namespace CnnGen;

/// <summary>One tensor of a model: where it stands, what it is called in a file, and how it is drawn.</summary>
/// <param name="Name">Name in a weights file, such as <c>conv1.weight</c>.</param>
/// <param name="Shape">Sizes, outermost first: convolutions [kernel height, kernel width, input channels / groups, filters], dense layers [inputs, units], a normalisation or a bias [channels]; those of preprocessing are told in <see cref="FittedInfo"/>.</param>
/// <param name="Offset">First value within the model's parameters.</param>
/// <param name="Fill">How it starts.</param>
/// <param name="FanIn">Inputs of one output, for the initialiser.</param>
/// <param name="FanOut">Outputs of one input, for the initialiser.</param>
/// <param name="IsTrainable">False for the running averages of batch normalisation and the figures of preprocessing.</param>
public sealed record ParameterInfo(string Name, IReadOnlyList<int> Shape, int Offset, ParameterFill Fill, long FanIn, long FanOut, bool IsTrainable)
{
    /// <summary>Number of values.</summary>
    public int Length
    {
        get
        {
            int length = 1;
            foreach (int size in Shape) length = checked(length * size);
            return length;
        }
    }
}

/// <summary>How a parameter starts.</summary>
public enum ParameterFill
{
    /// <summary>Uniform in ±√(6 / (fan in + fan out)).</summary>
    GlorotUniform,

    /// <summary>Truncated normal with standard deviation √(2 / (fan in + fan out)).</summary>
    GlorotNormal,

    /// <summary>Uniform in ±√(6 / fan in).</summary>
    HeUniform,

    /// <summary>Truncated normal with standard deviation √(2 / fan in).</summary>
    HeNormal,

    /// <summary>All 0.</summary>
    Zeros,

    /// <summary>All 1.</summary>
    Ones,
}
