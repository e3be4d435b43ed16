using System.Numerics;

namespace CnnGen;

/// <summary>
/// Normally distributed noise whose every draw is a function of a key and the value's place. Logarithm, sine and cosine are series of its own, of operations that IEEE 754 rounds
/// in one way: vectors of any length and every version of the runtime draw the same bits.
/// </summary>
internal static class NormalNoise
{
    /// <summary>Adds noise.</summary>
    /// <param name="values">What it is added to, in place.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="key">Decides the draws.</param>
    /// <param name="sparesEveryFourth">Whether the fourth of every four values is left as it is: alpha.</param>
    /// <param name="clips">Whether values are cut to 0..1 afterwards.</param>
    public static void Add(Span<float> values, float deviation, ulong key, bool sparesEveryFourth, bool clips)
    {
        // Box and Muller 1958: two uniform draws give two normal ones, one for the first half of the values and one for the second. The first half is whole fours.
        int half = (((values.Length + 1) / 2) + 3) / 4 * 4;
        var finish = new Finish(sparesEveryFourth ? SpareEveryFourth() : new Vector<float>(1), clips);
        var radiusKey = new Vector<uint>((uint)key);
        var angleKey = new Vector<uint>((uint)(key >> 32));
        var scale = new Vector<float>(deviation);
        for (int i = 0; i < half; i += Vector<float>.Count)
        {
            Vector<uint> places = Vector<uint>.Indices + new Vector<uint>((uint)i);
            Vector<float> uniform = Uniform(places, radiusKey) + new Vector<float>(1f / (1 << 24)); // above 0
            Vector<float> radius = Vector.SquareRoot(Log(uniform) * new Vector<float>(-2)) * scale;
            (Vector<float> sin, Vector<float> cos) = SinCosOfTurns(Uniform(places, angleKey));
            if (i < values.Length) finish.Add(values[i..Math.Min(half, values.Length)], radius * cos); // a small picture's first half may be longer than it
            if (half + i < values.Length) finish.Add(values[(half + i)..], radius * sin);
        }
    }

    /// <summary>Uniform in [0, 1), 24 bits. A mix of 32 bits in which each input bit turns each output bit with a chance of one half (Wellons 2018, lowbias32).</summary>
    private static Vector<float> Uniform(Vector<uint> places, Vector<uint> key)
    {
        Vector<uint> hash = (places * new Vector<uint>(0x9E3779B9)) ^ key;
        hash ^= Vector.ShiftRightLogical(hash, 16);
        hash *= new Vector<uint>(0x7FEB352D);
        hash ^= Vector.ShiftRightLogical(hash, 15);
        hash *= new Vector<uint>(0x846CA68B);
        hash ^= Vector.ShiftRightLogical(hash, 16);
        return Vector.ConvertToSingle(Vector.AsVectorInt32(Vector.ShiftRightLogical(hash, 8))) * new Vector<float>(1f / (1 << 24));
    }

    /// <summary>The natural logarithm of values above 0 and up to 1: of x = 2ᵉ · m, with m within √2 of 1, it is e · ln 2 + 2 · artanh((m − 1) / (m + 1)).</summary>
    private static Vector<float> Log(Vector<float> x)
    {
        const int HalfRoot = 0x3F3504F3; // the bits of √½
        Vector<int> bits = Vector.AsVectorInt32(x) - new Vector<int>(HalfRoot);
        Vector<int> exponent = Vector.ShiftRightArithmetic(bits, 23);
        Vector<float> m = Vector.AsVectorSingle((bits & new Vector<int>(0x7FFFFF)) + new Vector<int>(HalfRoot));
        Vector<float> s = (m - Vector<float>.One) / (m + Vector<float>.One);
        Vector<float> square = s * s;
        Vector<float> series = new Vector<float>(2f / 5) + (square * (new Vector<float>(2f / 7) + (square * (2f / 9))));
        series = new Vector<float>(2) + (square * (new Vector<float>(2f / 3) + (square * series)));
        return (Vector.ConvertToSingle(exponent) * new Vector<float>(0.69314718f)) + (s * series);
    }

    /// <summary>Sine and cosine of parts of a whole turn, 0..1: the series of the part that is beyond the nearest quarter, turned on by the quarters.</summary>
    private static (Vector<float> Sin, Vector<float> Cos) SinCosOfTurns(Vector<float> turns)
    {
        Vector<float> quarters = Vector.Floor((turns * 4) + new Vector<float>(0.5f));
        Vector<float> x = (turns - (quarters * 0.25f)) * MathF.Tau;
        Vector<float> square = x * x;
        Vector<float> sin = new Vector<float>(-1f / 6) + (square * (new Vector<float>(1f / 120) - (square * (1f / 5040))));
        sin = x + (x * square * sin);
        Vector<float> cos = new Vector<float>(1f / 24) - (square * (new Vector<float>(1f / 720) - (square * (1f / 40320))));
        cos = Vector<float>.One - (square * 0.5f) + (square * square * cos);

        Vector<int> quarter = Vector.ConvertToInt32(quarters);
        Vector<int> isOdd = Vector.Equals(quarter & Vector<int>.One, Vector<int>.One);
        Vector<int> sinSign = (quarter & new Vector<int>(2)) << 30;
        Vector<int> cosSign = ((quarter + Vector<int>.One) & new Vector<int>(2)) << 30;
        return (Turn(sin, cos, sinSign), Turn(cos, sin, cosSign));

        Vector<float> Turn(Vector<float> even, Vector<float> odd, Vector<int> sign) =>
            Vector.AsVectorSingle(Vector.AsVectorInt32(Vector.ConditionalSelect(isOdd, odd, even)) ^ sign);
    }

    private static Vector<float> SpareEveryFourth()
    {
        Vector<int> inFour = Vector<int>.Indices & new Vector<int>(3);
        return Vector.ConditionalSelect(Vector.Equals(inFour, new Vector<int>(3)), Vector<float>.Zero, new Vector<float>(1));
    }

    /// <summary>Adds, and cuts.</summary>
    /// <param name="mask">1 where there is noise.</param>
    /// <param name="clips">Whether to cut to 0..1.</param>
    private readonly struct Finish(Vector<float> mask, bool clips)
    {
        private readonly Vector<float> _least = new(clips ? 0 : float.NegativeInfinity);
        private readonly Vector<float> _most = new(clips ? 1 : float.PositiveInfinity);

        /// <summary>Adds a vector to the first values, or as much of it as there are.</summary>
        public void Add(Span<float> values, Vector<float> noise)
        {
            if (values.Length >= Vector<float>.Count)
            {
                Sum(new Vector<float>(values), noise).CopyTo(values);
                return;
            }

            Span<float> whole = stackalloc float[Vector<float>.Count];
            values.CopyTo(whole);
            Sum(new Vector<float>(whole), noise).CopyTo(whole);
            whole[..values.Length].CopyTo(values);
        }

        private Vector<float> Sum(Vector<float> values, Vector<float> noise) => Vector.Min(Vector.Max(values + (noise * mask), _least), _most);
    }
}
