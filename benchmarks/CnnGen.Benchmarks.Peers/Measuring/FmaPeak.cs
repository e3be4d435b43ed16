using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CnnGen.Benchmarks.Peers.Measuring;

/// <summary>
/// What the cores give at this moment: 32-bit multiply-adds on registers alone, twelve chains of vectors. Clocks and shares
/// of a machine change; a figure is read as a part of the peak measured beside it.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12;
    private const int Iterations = 400_000;
    private const int Bursts = 5;

    /// <summary>Bits of the vectors that this machine has, widest first.</summary>
    public static IReadOnlyList<int> Widths { get; } =
        [.. new[] { 512, 256, 128 }.Where(bits => bits switch { 512 => Vector512.IsHardwareAccelerated, 256 => Vector256.IsHardwareAccelerated, _ => Vector128.IsHardwareAccelerated })];

    /// <summary>GFLOP/s (a multiply-add is two) of all threads at once; the best of some bursts.</summary>
    /// <param name="bits">One of <see cref="Widths"/>.</param>
    /// <param name="threads">How many.</param>
    public static double Measure(int bits, int threads)
    {
        var rates = new double[threads];
        using var start = new Barrier(threads);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            for (int burst = 0; burst < Bursts; burst++) rates[i] = Math.Max(rates[i], Burst(bits));
        }))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        return rates.Sum();
    }

    private static double Burst(int bits)
    {
        long begin = Stopwatch.GetTimestamp();
        float sum = bits switch { 512 => Run512(), 256 => Run256(), _ => Run128() };
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        GC.KeepAlive(sum);
        return 2.0 * Chains * (bits / 32) * Iterations / seconds / 1e9;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run512()
    {
        Vector512<float> m = Vector512.Create(0.999f), a = Vector512.Create(1e-9f);
        Vector512<float> v0 = m, v1 = m, v2 = m, v3 = m, v4 = m, v5 = m, v6 = m, v7 = m, v8 = m, v9 = m, v10 = m, v11 = m;
        for (int i = 0; i < Iterations; i++)
        {
            (v0, v1, v2) = (Vector512.FusedMultiplyAdd(v0, m, a), Vector512.FusedMultiplyAdd(v1, m, a), Vector512.FusedMultiplyAdd(v2, m, a));
            (v3, v4, v5) = (Vector512.FusedMultiplyAdd(v3, m, a), Vector512.FusedMultiplyAdd(v4, m, a), Vector512.FusedMultiplyAdd(v5, m, a));
            (v6, v7, v8) = (Vector512.FusedMultiplyAdd(v6, m, a), Vector512.FusedMultiplyAdd(v7, m, a), Vector512.FusedMultiplyAdd(v8, m, a));
            (v9, v10, v11) = (Vector512.FusedMultiplyAdd(v9, m, a), Vector512.FusedMultiplyAdd(v10, m, a), Vector512.FusedMultiplyAdd(v11, m, a));
        }

        return Vector512.Sum(v0 + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9 + v10 + v11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run256()
    {
        Vector256<float> m = Vector256.Create(0.999f), a = Vector256.Create(1e-9f);
        Vector256<float> v0 = m, v1 = m, v2 = m, v3 = m, v4 = m, v5 = m, v6 = m, v7 = m, v8 = m, v9 = m, v10 = m, v11 = m;
        for (int i = 0; i < Iterations; i++)
        {
            (v0, v1, v2) = (Vector256.FusedMultiplyAdd(v0, m, a), Vector256.FusedMultiplyAdd(v1, m, a), Vector256.FusedMultiplyAdd(v2, m, a));
            (v3, v4, v5) = (Vector256.FusedMultiplyAdd(v3, m, a), Vector256.FusedMultiplyAdd(v4, m, a), Vector256.FusedMultiplyAdd(v5, m, a));
            (v6, v7, v8) = (Vector256.FusedMultiplyAdd(v6, m, a), Vector256.FusedMultiplyAdd(v7, m, a), Vector256.FusedMultiplyAdd(v8, m, a));
            (v9, v10, v11) = (Vector256.FusedMultiplyAdd(v9, m, a), Vector256.FusedMultiplyAdd(v10, m, a), Vector256.FusedMultiplyAdd(v11, m, a));
        }

        return Vector256.Sum(v0 + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9 + v10 + v11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Run128()
    {
        Vector128<float> m = Vector128.Create(0.999f), a = Vector128.Create(1e-9f);
        Vector128<float> v0 = m, v1 = m, v2 = m, v3 = m, v4 = m, v5 = m, v6 = m, v7 = m, v8 = m, v9 = m, v10 = m, v11 = m;
        for (int i = 0; i < Iterations; i++)
        {
            (v0, v1, v2) = (Vector128.FusedMultiplyAdd(v0, m, a), Vector128.FusedMultiplyAdd(v1, m, a), Vector128.FusedMultiplyAdd(v2, m, a));
            (v3, v4, v5) = (Vector128.FusedMultiplyAdd(v3, m, a), Vector128.FusedMultiplyAdd(v4, m, a), Vector128.FusedMultiplyAdd(v5, m, a));
            (v6, v7, v8) = (Vector128.FusedMultiplyAdd(v6, m, a), Vector128.FusedMultiplyAdd(v7, m, a), Vector128.FusedMultiplyAdd(v8, m, a));
            (v9, v10, v11) = (Vector128.FusedMultiplyAdd(v9, m, a), Vector128.FusedMultiplyAdd(v10, m, a), Vector128.FusedMultiplyAdd(v11, m, a));
        }

        return Vector128.Sum(v0 + v1 + v2 + v3 + v4 + v5 + v6 + v7 + v8 + v9 + v10 + v11);
    }
}
