using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Walks over a length in vectors: whole ones in a loop, then what is left, of which only the lanes that count are stored.</summary>
internal static class VectorLoop
{
    public static void Emit(CodeWriter writer, VectorType vector, string index, int length, Action<VectorPlace> body)
    {
        int whole = length / vector.Lanes * vector.Lanes;
        if (whole > 0)
        {
            using (writer.Open(Invariant($"for (nint {index} = 0; {index} < {whole}; {index} += {vector.Lanes})"))) body(new VectorPlace(writer, vector, index, vector.Lanes));
        }

        if (whole == length) return;
        using (writer.Open(string.Empty)) body(new VectorPlace(writer, vector, Invariant($"{whole}"), length - whole));
    }
}

/// <summary>One vector of a walk.</summary>
/// <param name="At">Its offset from the start of the walk.</param>
/// <param name="Lanes">Lanes that count.</param>
internal readonly record struct VectorPlace(CodeWriter Writer, VectorType Vector, string At, int Lanes)
{
    /// <summary>Number of the vector.</summary>
    public string Number => int.TryParse(At, out int at) ? Invariant($"{at / Vector.Lanes}") : Invariant($"{At} / {Vector.Lanes}");

    /// <summary>The offset, moved.</summary>
    public string Plus(string offset) => offset == "0" ? At
        : At == "0" ? offset
        : int.TryParse(At, out int a) && int.TryParse(offset, out int b) ? Invariant($"{a + b}")
        : $"{At} + {offset}";

    public string Load(string reference, string offset = "0") => Vector.Load(reference, Plus(offset));

    public void Store(string value, string reference, string offset = "0")
    {
        if (Lanes == Vector.Lanes)
        {
            Writer.Line(VectorType.Store(value, reference, Plus(offset)));
            return;
        }

        foreach (string line in Vector.StorePartial(value, reference, Plus(offset), Lanes)) Writer.Line(line);
    }

    /// <summary>The value with zero in the lanes that do not count.</summary>
    public string Masked(string value) => Lanes == Vector.Lanes ? value : Vector.Select(Vector.FirstLanes(Lanes), value, Vector.Zero);
}
