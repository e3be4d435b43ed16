using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Isa;

/// <summary>Prints the operations of one vector width. Expressions in, expressions out: nothing here knows of layers.</summary>
internal readonly record struct VectorType(VectorIsa Isa, int Lanes)
{
    /// <summary>Vector512, Vector256 or Vector128: the class with the operations.</summary>
    public string Class => Invariant($"Vector{Lanes * 32}");

    /// <summary>The type of a variable.</summary>
    public string Name => Class + "<float>";

    public string IntegerName => Class + "<uint>";

    /// <summary>The type of a variable of half as many numbers in double precision.</summary>
    public string DoubleName => Class + "<double>";

    public string Zero => Name + ".Zero";

    public string Broadcast(string scalar) => $"{Class}.Create({scalar})";

    public string Constant(float value) => Broadcast(Float(value));

    public string Load(string reference, string offset) => offset == "0" ? $"{Class}.LoadUnsafe(ref {reference})" : $"{Class}.LoadUnsafe(ref {reference}, {Unsigned(offset)})";

    public static string Store(string value, string reference, string offset) => offset == "0" ? $"{value}.StoreUnsafe(ref {reference});" : $"{value}.StoreUnsafe(ref {reference}, {Unsigned(offset)});";

    /// <summary>Stores the first <paramref name="count"/> lanes, in pieces of 8, 4, 2 and 1: without a mask register, and without touching what lies behind them.</summary>
    public IEnumerable<string> StorePartial(string value, string reference, string offset, int count)
    {
        int done = 0;
        string part = value;
        for (int lanes = Lanes; lanes > 4; lanes /= 2)
        {
            if ((count & (lanes / 2)) != 0)
            {
                yield return Store($"{part}.GetLower()", reference, Sum(offset, done));
                part = $"{part}.GetUpper()";
                done += lanes / 2;
            }
            else
            {
                part = $"{part}.GetLower()";
            }
        }

        if ((count & 2) != 0)
        {
            yield return $"Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref {reference}, {Sum(offset, done)})), {part}.AsDouble().ToScalar());";
            done += 2;
            if ((count & 1) != 0) yield return $"Unsafe.Add(ref {reference}, {Sum(offset, done)}) = {part}.GetElement(2);";
        }
        else if ((count & 1) != 0)
        {
            yield return $"Unsafe.Add(ref {reference}, {Sum(offset, done)}) = {part}.ToScalar();";
        }
    }

    /// <summary>a · b + sum, rounded once where the set can.</summary>
    public string MultiplyAdd(string a, string b, string sum) => !Isa.HasFusedMultiplyAdd
        ? $"({Factor(a)} * {Factor(b)}) + {sum}"
        : Isa == VectorIsa.AdvSimd ? $"AdvSimd.FusedMultiplyAdd({sum}, {a}, {b})"
        : Lanes == 16 ? $"{Class}.FusedMultiplyAdd({a}, {b}, {sum})"
        : $"Fma.MultiplyAdd({a}, {b}, {sum})";

    /// <summary>An operand of a product: in parentheses where it is a sum or a product itself, so where a blank stands outside of any.</summary>
    private static string Factor(string value)
    {
        int depth = 0;
        foreach (char c in value)
        {
            if (c == '(') depth++;
            else if (c == ')') depth--;
            else if (c == ' ' && depth == 0) return $"({value})";
        }

        return value;
    }

    /// <summary>The larger of both; where <paramref name="b"/> is not a number, <paramref name="b"/>.</summary>
    public string Max(string a, string b) => $"{Class}.MaxNative({a}, {b})";

    public string Min(string a, string b) => $"{Class}.MinNative({a}, {b})";

    public string Greater(string a, string b) => $"{Class}.GreaterThan({a}, {b})";

    public string AreEqual(string a, string b) => $"{Class}.Equals({a}, {b})";

    public string Select(string mask, string whenTrue, string whenFalse) => $"{Class}.ConditionalSelect({mask}, {whenTrue}, {whenFalse})";

    public string Sqrt(string a) => $"{Class}.Sqrt({a})";

    public string Abs(string a) => $"{Class}.Abs({a})";

    /// <summary>To the nearest integer, ties to even.</summary>
    public string Round(string a) => $"{Class}.Round({a})";

    /// <summary>Sum of all lanes, as a float; the same order of additions at every call.</summary>
    public string Sum(string a) => $"{Class}.Sum({a})";

    public string ToInt32(string a) => $"{Class}.ConvertToInt32Native({a})";

    public string FromInt32(string a) => $"{Class}.ConvertToSingle({a})";

    /// <summary>The first half of the lanes in double precision.</summary>
    public string WidenLower(string a) => $"{Class}.WidenLower({a})";

    /// <summary>The other half.</summary>
    public string WidenUpper(string a) => $"{Class}.WidenUpper({a})";

    /// <summary>Both halves, rounded to single precision.</summary>
    public string Narrow(string lower, string upper) => $"{Class}.Narrow({lower}, {upper})";

    public string BroadcastInteger(string scalar) => $"{Class}.Create({scalar})";

    /// <summary>All ones in the first <paramref name="count"/> lanes, zero behind.</summary>
    public string FirstLanes(int count)
    {
        IEnumerable<string> lanes = Enumerable.Range(0, Lanes).Select(lane => lane < count ? "-1" : "0");
        return $"{Class}.Create({string.Join(", ", lanes)}).AsSingle()";
    }

    /// <summary>A bit of a <c>uint</c> for each lane of a mask, the first lane's the lowest.</summary>
    public string Bits(string mask) => Lanes == 16 ? $"(uint){Class}.ExtractMostSignificantBits({mask})" : $"{Class}.ExtractMostSignificantBits({mask})";

    /// <summary>The mask of such bits; <paramref name="laneBits"/> are <see cref="LaneBits"/>.</summary>
    public string MaskOf(string bits, string laneBits) => $"{Class}.Equals({Class}.Create({bits}) & {laneBits}, {laneBits}).AsSingle()";

    /// <summary>The bit of each lane.</summary>
    public string LaneBits => $"{Class}.Create({string.Join(", ", Enumerable.Range(0, Lanes).Select(lane => Invariant($"{1u << lane}u")))})";

    public string AndNot(string a, string b) => $"{Class}.AndNot({a}, {b})";

    public string LaneNumbers => $"{Class}.Create({string.Join(", ", Enumerable.Range(0, Lanes).Select(lane => Invariant($"{lane}u")))})";

    private static string Sum(string offset, int more) => more == 0 ? offset : int.TryParse(offset, out int number) ? Invariant($"{number + more}") : Invariant($"{offset} + {more}");

    private static string Unsigned(string offset) => int.TryParse(offset, out _) ? offset : offset.Contains(' ') ? $"(nuint)({offset})" : $"(nuint){offset}";
}
