using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>What the transform back does to the products of a row of tiles: equal ones are one method.</summary>
/// <param name="Filters">Values of an output pixel; of no account where they fill a vector.</param>
internal sealed record OutputTransform(WinogradForm Form, VectorType Vector, bool UseBias, ActivationSpec Activation, PoolingKind? Pool, int Filters)
{
    /// <summary>Rows and columns that a tile leaves.</summary>
    public int OutputsOfTile => Pool is null ? Form.Outputs : Form.Outputs / 2;

    /// <summary>Lanes that count where there are fewer filters than lanes; 0 else.</summary>
    public int PartialLanes => Filters < Vector.Lanes ? Filters : 0;

    /// <summary>Bias, activation and pool of one value, from values named <c>y</c> by row and column.</summary>
    public string Result(int row, int column)
    {
        string bias = UseBias ? " + shift" : string.Empty;
        string At(int i, int j) => Activated(Invariant($"y{(row * 2) + i}_{(column * 2) + j}") + bias);
        string Largest(int i) => Vector.Max(Invariant($"y{(row * 2) + i}_{column * 2}"), Invariant($"y{(row * 2) + i}_{(column * 2) + 1}"));
        return Pool switch
        {
            null => Activated(Invariant($"y{row}_{column}") + bias),
            PoolingKind.Max => Activated(Vector.Max(Largest(0), Largest(1)) + bias),
            _ => $"({At(0, 0)} + {At(0, 1)} + {At(1, 0)} + {At(1, 1)}) * {Vector.Constant(0.25f)}",
        };
    }

    /// <summary>Stores one value of a row of the output.</summary>
    public void EmitStore(CodeWriter writer, string value, string target, int column)
    {
        string offset = column == 0 ? "0" : column == 1 ? "pixel" : Invariant($"pixel * {column}");
        if (PartialLanes == 0)
        {
            writer.Line(VectorType.Store(value, target, offset));
            return;
        }

        foreach (string line in Vector.StorePartial(value, target, offset, PartialLanes)) writer.Line(line);
    }

    private string Activated(string value) =>
        TileEmitter.Activate(Vector, Activation, Activation.Kind is ActivationKind.None or ActivationKind.ReLU || !value.Contains(' ') ? value : $"({value})");

    /// <summary>What follows, for people.</summary>
    public string Epilogue => string.Concat(
        UseBias ? ", plus bias" : string.Empty,
        Activation.Kind == ActivationKind.None ? string.Empty : $", {Activation.Kind}",
        Pool is { } pool ? $", {pool}Pool 2×2" : string.Empty);

    public string Name => string.Concat(
        $"ReturnTiles{Form.Outputs}{(Form.Taps == 3 ? string.Empty : Invariant($"Of{Form.Taps}"))}",
        UseBias ? "Bias" : string.Empty,
        Activation.Kind == ActivationKind.None ? string.Empty : Activation.Kind.ToString(),
        Activation.Parameter == 0 ? string.Empty : Float(Activation.Parameter).TrimEnd('f').Replace('.', '_').Replace("-", "Minus").Replace("+", "Plus"),
        Pool is { } pool ? $"{pool}Pool" : string.Empty,
        Vector.Lanes == Vector.Isa.Lanes ? string.Empty : Invariant($"By{Vector.Lanes}"),
        PartialLanes == 0 ? string.Empty : Invariant($"Of{PartialLanes}"));
}
