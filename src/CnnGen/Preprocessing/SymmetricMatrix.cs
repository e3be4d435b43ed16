using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CnnGen;

/// <summary>A symmetric matrix of doubles, both halves stored: row i, column j at <c>i · Stride + j</c>.</summary>
internal sealed class SymmetricMatrix
{
    private const int Lanes = PackedRows.Lanes;

    /// <summary>A matrix of zeros.</summary>
    /// <param name="order">Rows and columns.</param>
    public SymmetricMatrix(int order)
    {
        Order = order;
        Stride = PackedRows.PanelsOf(order) * Lanes;
        Values = new double[checked(Stride * Stride)];
    }

    /// <summary>Rows and columns.</summary>
    public int Order { get; }

    /// <summary>From one row to the next, in doubles.</summary>
    public int Stride { get; }

    /// <summary>Row after row.</summary>
    public double[] Values { get; }

    /// <summary>A row.</summary>
    public Span<double> Row(int index) => Values.AsSpan(index * Stride, Order);

    /// <summary>
    /// Adds Σ xᵀ x over the rows x of a block, to the upper half alone: <see cref="Mirror"/> brings the lower one up. Each value is one sum in the order of the rows,
    /// multiplied and added apart: the same bits on every machine and on any number of threads.
    /// </summary>
    public void AddProducts(PackedRows rows, int threads)
    {
        int panels = Stride / Lanes;
        Work.Share(panels, (long)rows.Count * Order * Order > 1_000_000 ? threads : 1, panel =>
        {
            for (int other = panel; other < panels; other++)
            {
                ref double left = ref rows.Values[panel * PackedRows.Capacity * Lanes];
                ref double right = ref rows.Values[other * PackedRows.Capacity * Lanes];
                ref double sums = ref Values[(panel * Lanes * Stride) + (other * Lanes)];
                AddTile(ref left, ref right, rows.Count, ref sums, Stride);
                AddTile(ref Unsafe.Add(ref left, Lanes / 2), ref right, rows.Count, ref Unsafe.Add(ref sums, Lanes / 2 * Stride), Stride);
            }
        });
    }

    /// <summary>Copies the upper half into the lower one.</summary>
    public void Mirror()
    {
        for (int i = 1; i < Order; i++)
        {
            for (int j = 0; j < i; j++) Values[(i * Stride) + j] = Values[(j * Stride) + i];
        }
    }

    /// <summary>Makes all values 0.</summary>
    public void Clear() => Array.Clear(Values);

    /// <summary>Divides all values.</summary>
    public void Divide(double by)
    {
        foreach (ref double value in Values.AsSpan()) value /= by;
    }

    /// <summary>Four rows and eight columns of the sums, in registers for all rows of the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(ref double left, ref double right, int rows, ref double sums, int stride)
    {
        ref double second = ref Unsafe.Add(ref sums, stride);
        ref double third = ref Unsafe.Add(ref second, stride);
        ref double fourth = ref Unsafe.Add(ref third, stride);
        Vector256<double> sum00 = Vector256.LoadUnsafe(ref sums), sum01 = Vector256.LoadUnsafe(ref sums, 4);
        Vector256<double> sum10 = Vector256.LoadUnsafe(ref second), sum11 = Vector256.LoadUnsafe(ref second, 4);
        Vector256<double> sum20 = Vector256.LoadUnsafe(ref third), sum21 = Vector256.LoadUnsafe(ref third, 4);
        Vector256<double> sum30 = Vector256.LoadUnsafe(ref fourth), sum31 = Vector256.LoadUnsafe(ref fourth, 4);
        for (int row = 0; row < rows; row++)
        {
            Vector256<double> right0 = Vector256.LoadUnsafe(ref right);
            Vector256<double> right1 = Vector256.LoadUnsafe(ref right, 4);
            Vector256<double> left0 = Vector256.Create(left);
            sum00 += left0 * right0;
            sum01 += left0 * right1;
            Vector256<double> left1 = Vector256.Create(Unsafe.Add(ref left, 1));
            sum10 += left1 * right0;
            sum11 += left1 * right1;
            Vector256<double> left2 = Vector256.Create(Unsafe.Add(ref left, 2));
            sum20 += left2 * right0;
            sum21 += left2 * right1;
            Vector256<double> left3 = Vector256.Create(Unsafe.Add(ref left, 3));
            sum30 += left3 * right0;
            sum31 += left3 * right1;
            left = ref Unsafe.Add(ref left, Lanes);
            right = ref Unsafe.Add(ref right, Lanes);
        }

        sum00.StoreUnsafe(ref sums);
        sum01.StoreUnsafe(ref sums, 4);
        sum10.StoreUnsafe(ref second);
        sum11.StoreUnsafe(ref second, 4);
        sum20.StoreUnsafe(ref third);
        sum21.StoreUnsafe(ref third, 4);
        sum30.StoreUnsafe(ref fourth);
        sum31.StoreUnsafe(ref fourth, 4);
    }
}
