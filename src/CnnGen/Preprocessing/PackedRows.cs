namespace CnnGen;

/// <summary>
/// A block of rows of doubles as <see cref="SymmetricMatrix.AddProducts"/> reads them: columns in panels of <see cref="Lanes"/>, each panel's rows one after the other.
/// Columns beyond the order are 0.
/// </summary>
/// <param name="order">Values of a row.</param>
internal sealed class PackedRows(int order)
{
    /// <summary>Columns of a panel.</summary>
    public const int Lanes = 8;

    /// <summary>Rows of a block: a panel of them, 8 KiB, stays in the nearest cache.</summary>
    public const int Capacity = 128;

    /// <summary>Panel by panel.</summary>
    public double[] Values { get; } = new double[checked(PanelsOf(order) * Capacity * Lanes)];

    /// <summary>Rows in use.</summary>
    public int Count { get; private set; }

    /// <summary>Panels of rows with so many values.</summary>
    public static int PanelsOf(int order) => ((order - 1) / Lanes) + 1;

    /// <summary>A value of a row in use.</summary>
    public ref double At(int row, int column) => ref Values[(((column / Lanes * Capacity) + row) * Lanes) + (column % Lanes)];

    /// <summary>Takes another row into use; its values are those of an earlier one until they are set.</summary>
    /// <returns>Its number.</returns>
    public int AddRow() => Count++;

    /// <summary>Begins anew.</summary>
    public void Clear() => Count = 0;
}
