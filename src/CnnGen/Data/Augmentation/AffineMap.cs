namespace CnnGen;

/// <summary>
/// Where a picture's pixels come from: the one in row r and column c is sampled at row RowByRow · r + RowByColumn · c + RowOffset of the picture before,
/// and at the column that the other three say.
/// </summary>
internal readonly record struct AffineMap(double RowByRow, double RowByColumn, double RowOffset, double ColumnByRow, double ColumnByColumn, double ColumnOffset)
{
    public static AffineMap Identity { get; } = Scaling(1, 1);

    public static AffineMap Scaling(double rows, double columns) => new(rows, 0, 0, 0, columns, 0);

    public static AffineMap Shift(double rows, double columns) => new(1, 0, rows, 0, 1, columns);

    /// <summary>By an angle in degrees, about the origin.</summary>
    public static AffineMap Rotation(double degrees)
    {
        (double sin, double cos) = Math.SinCos(double.DegreesToRadians(degrees));
        return new AffineMap(cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>By an angle in degrees: columns lean, and are drawn together as if turned.</summary>
    public static AffineMap Shear(double degrees)
    {
        (double sin, double cos) = Math.SinCos(double.DegreesToRadians(degrees));
        return new AffineMap(1, -sin, 0, 0, cos, 0);
    }

    /// <summary>The map that looks up a place by <paramref name="inner"/> first and then by this one.</summary>
    public AffineMap Of(in AffineMap inner) => new(
        (RowByRow * inner.RowByRow) + (RowByColumn * inner.ColumnByRow),
        (RowByRow * inner.RowByColumn) + (RowByColumn * inner.ColumnByColumn),
        (RowByRow * inner.RowOffset) + (RowByColumn * inner.ColumnOffset) + RowOffset,
        (ColumnByRow * inner.RowByRow) + (ColumnByColumn * inner.ColumnByRow),
        (ColumnByRow * inner.RowByColumn) + (ColumnByColumn * inner.ColumnByColumn),
        (ColumnByRow * inner.RowOffset) + (ColumnByColumn * inner.ColumnOffset) + ColumnOffset);

    /// <summary>The same about the centre of a picture instead of its first pixel.</summary>
    public AffineMap AboutCentre(ImageShape shape)
    {
        double row = (shape.Height - 1) / 2.0;
        double column = (shape.Width - 1) / 2.0;
        return Shift(row, column).Of(Of(Shift(-row, -column)));
    }
}
