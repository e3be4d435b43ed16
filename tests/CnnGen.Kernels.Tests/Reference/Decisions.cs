namespace CnnGen.Kernels.Tests.Reference;

/// <summary>
/// Gates and pool winners, and which of them rounding decides. A ReLU-kind gate is undecided where |x| is within the tolerance of 0,
/// a pool where another candidate is within the tolerance of the winner; the tolerance is relative to the root mean square of the tensor.
/// There the run's own decision is taken where its outputs are known, for either side is right;
/// where they are not, the reference decides by itself and counts it in <see cref="Undecided"/>, so that a test can choose other inputs.
/// Exact zeros and exact ties are decided: they come from a closed gate, a dropped value or windows that read the same values, and are the same in the run,
/// whose kernels give equal windows equal sums.
/// </summary>
/// <param name="tolerance">Relative to the root mean square of the tensor.</param>
/// <param name="runOutputs">The float32 outputs of the run, by index of the layer, −1 the network's input; null or lacking some where unknown.</param>
internal sealed class Decisions(double tolerance, IReadOnlyDictionary<int, float[]>? runOutputs = null)
{
    /// <summary>About ten times what float32 arithmetic loses in a layer of a thousand terms.</summary>
    public const double DefaultTolerance = 1e-5;

    /// <summary>Decisions within rounding that the run could not be asked about.</summary>
    public int Undecided { get; private set; }

    /// <summary>For each value whether it is on the positive side of 0.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="values">What goes into the activation.</param>
    /// <param name="isExact">The values are the network's own input: nothing was rounded.</param>
    public bool[] Gates(int layer, double[] values, bool isExact)
    {
        double margin = isExact ? 0 : tolerance * RootMeanSquare(values);
        return [.. values.Select((x, i) =>
        {
            if (x == 0 || Math.Abs(x) > margin) return x > 0;
            if (OutputOf(layer) is { } run) return run[i] > 0;
            Undecided++;
            return x > 0;
        })];
    }

    /// <summary>How <see cref="MaxPooling.Forward"/> is to choose.</summary>
    /// <param name="layer">Index of the pool.</param>
    /// <param name="source">Index of the layer that it reads.</param>
    /// <param name="values">What it reads.</param>
    public Func<int, IReadOnlyList<int>, int> Winners(int layer, int source, double[] values)
    {
        double margin = source < 0 ? 0 : tolerance * RootMeanSquare(values);
        return (output, candidates) =>
        {
            int winner = MaxPooling.FirstMaximum(values, candidates);
            bool isClear = candidates.All(other => values[other] == values[winner] || values[winner] - values[other] > margin);
            if (isClear || margin == 0) return winner;
            if (OutputOf(layer) is { } result && OutputOf(source) is { } read) return candidates.First(candidate => read[candidate] == result[output]);
            Undecided++;
            return winner;
        };
    }

    private float[]? OutputOf(int layer) => runOutputs is not null && runOutputs.TryGetValue(layer, out float[]? output) ? output : null;

    private static double RootMeanSquare(double[] values) => Math.Sqrt(values.Sum(x => x * x) / values.Length);
}
