using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>What an optimiser does to a few parameters at a time. States that it does not keep come in as 0 and are not stored.</summary>
internal interface IUpdateRule
{
    /// <summary>Moves parameters and their states.</summary>
    void Apply(ref Vector<float> parameter, Vector<float> gradient, ref Vector<float> first, ref Vector<float> second, ref Vector<float> third);
}

/// <summary>
/// Runs a rule over all parameters. Each value goes through the same correctly rounded operations in whichever lane it lies,
/// the last few in a vector filled up with zeros, so that neither vector width nor ranges change a bit of the result.
/// </summary>
internal static class UpdateLoop
{
    /// <summary>The spans are equally long; those of states that are not kept are empty.</summary>
    public static void Run<TRule>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, GradientLimit limit, Span<float> first, Span<float> second, Span<float> third)
        where TRule : struct, IUpdateRule
    {
        Span<Vector<float>> p = MemoryMarshal.Cast<float, Vector<float>>(parameters);
        ReadOnlySpan<Vector<float>> g = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        Span<Vector<float>> a = MemoryMarshal.Cast<float, Vector<float>>(first);
        Span<Vector<float>> b = MemoryMarshal.Cast<float, Vector<float>>(second);
        Span<Vector<float>> c = MemoryMarshal.Cast<float, Vector<float>>(third);
        for (int i = 0; i < p.Length; i++)
        {
            Vector<float> stateA = i < a.Length ? a[i] : default;
            Vector<float> stateB = i < b.Length ? b[i] : default;
            Vector<float> stateC = i < c.Length ? c[i] : default;
            rule.Apply(ref p[i], limit.Apply(g[i]), ref stateA, ref stateB, ref stateC);
            if (i < a.Length) a[i] = stateA;
            if (i < b.Length) b[i] = stateB;
            if (i < c.Length) c[i] = stateC;
        }

        int done = p.Length * Vector<float>.Count;
        if (done < parameters.Length) RunTail(rule, parameters[done..], gradients[done..], limit, Rest(first, done), Rest(second, done), Rest(third, done));
    }

    private static void RunTail<TRule>(TRule rule, Span<float> parameters, ReadOnlySpan<float> gradients, GradientLimit limit, Span<float> first, Span<float> second, Span<float> third)
        where TRule : struct, IUpdateRule
    {
        Vector<float> p = Load(parameters);
        Vector<float> a = Load(first);
        Vector<float> b = Load(second);
        Vector<float> c = Load(third);
        rule.Apply(ref p, limit.Apply(Load(gradients)), ref a, ref b, ref c);
        Store(p, parameters);
        Store(a, first);
        Store(b, second);
        Store(c, third);
    }

    private static Span<float> Rest(Span<float> state, int start) => state.IsEmpty ? state : state[start..];

    private static Vector<float> Load(ReadOnlySpan<float> values)
    {
        Span<float> lanes = stackalloc float[Vector<float>.Count];
        lanes.Clear();
        values.CopyTo(lanes);
        return new Vector<float>(lanes);
    }

    private static void Store(Vector<float> vector, Span<float> values)
    {
        Span<float> lanes = stackalloc float[Vector<float>.Count];
        vector.CopyTo(lanes);
        lanes[..values.Length].CopyTo(values);
    }
}
