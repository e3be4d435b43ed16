using System.Numerics;
using System.Runtime.InteropServices;

namespace CnnGen;

/// <summary>
/// For a run of pixels the four neighbours that each is blended from, as offsets into the source, and how far it lies from the upper left one.
/// Neighbours beyond an edge have been brought inside; under <see cref="FillMode.Constant"/> a mark says which they are.
/// </summary>
/// <param name="room">Memory for <see cref="Ints"/> numbers.</param>
internal readonly ref struct SamplePlaces(Span<int> room)
{
    /// <summary>The longest run; a multiple of every vector's lanes.</summary>
    public const int Run = 64;

    /// <summary>Numbers that a run takes.</summary>
    public const int Ints = 7 * Run;

    /// <summary>Neighbours above the first row are outside.</summary>
    public const int Above = 1;

    /// <summary>Neighbours below the last row are outside.</summary>
    public const int Below = 2;

    /// <summary>Neighbours left of the first column are outside.</summary>
    public const int Left = 4;

    /// <summary>Neighbours right of the last column are outside.</summary>
    public const int Right = 8;

    /// <summary>One of the neighbours is the last pixel of the source, behind which nothing may be read.</summary>
    public const int AtEnd = 16;

    public Span<int> UpperLeft { get; } = room[..Run];

    public Span<int> UpperRight { get; } = room.Slice(Run, Run);

    public Span<int> LowerLeft { get; } = room.Slice(2 * Run, Run);

    public Span<int> LowerRight { get; } = room.Slice(3 * Run, Run);

    /// <summary>What to look out for; 0 for most pixels.</summary>
    public Span<int> Marks { get; } = room.Slice(4 * Run, Run);

    /// <summary>Share of the lower neighbours.</summary>
    public Span<float> Down { get; } = MemoryMarshal.Cast<int, float>(room.Slice(5 * Run, Run));

    /// <summary>Share of the right neighbours.</summary>
    public Span<float> Across { get; } = MemoryMarshal.Cast<int, float>(room.Slice(6 * Run, Run));
}

/// <summary>Finds where pixels come from, in vectors over the pixels of a row.</summary>
internal readonly struct SampleLocator
{
    private readonly AffineMap _map;
    private readonly Axis _rows;
    private readonly Axis _columns;
    private readonly ImageShape _shape;
    private readonly bool _marksOutside;

    /// <param name="shape">Shape of source and target.</param>
    /// <param name="map">Where the pixels of the target come from.</param>
    /// <param name="fill">How the source goes on beyond its edges.</param>
    public SampleLocator(ImageShape shape, in AffineMap map, FillMode fill)
    {
        (_map, _shape) = (map, shape);
        (_rows, _columns) = (new Axis(shape.Height, fill), new Axis(shape.Width, fill));
        _marksOutside = fill == FillMode.Constant;
    }

    /// <summary>Fills in a run of pixels.</summary>
    /// <param name="places">Receives them.</param>
    /// <param name="row">Row of the target.</param>
    /// <param name="first">First column of the run.</param>
    /// <param name="count">Pixels, at most <see cref="SamplePlaces.Run"/>.</param>
    public void Locate(in SamplePlaces places, int row, int first, int count)
    {
        var rowStart = new Vector<float>((float)((_map.RowByRow * row) + (_map.RowByColumn * first) + _map.RowOffset));
        var columnStart = new Vector<float>((float)((_map.ColumnByRow * row) + (_map.ColumnByColumn * first) + _map.ColumnOffset));
        var rowStep = new Vector<float>((float)_map.RowByColumn);
        var columnStep = new Vector<float>((float)_map.ColumnByColumn);
        var width = new Vector<int>(_shape.Width);
        var channels = new Vector<int>(_shape.Channels);
        var end = new Vector<int>(_shape.Length - _shape.Channels);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> along = Vector<float>.Indices + new Vector<float>(i);
            Vector<float> rowPlace = rowStart + (along * rowStep);
            Vector<float> columnPlace = columnStart + (along * columnStep);
            Vector<float> rowFloor = Vector.Floor(rowPlace);
            Vector<float> columnFloor = Vector.Floor(columnPlace);
            (rowPlace - rowFloor).CopyTo(places.Down[i..]);
            (columnPlace - columnFloor).CopyTo(places.Across[i..]);

            Vector<int> above = Vector.ConvertToInt32(rowFloor);
            Vector<int> left = Vector.ConvertToInt32(columnFloor);
            Vector<int> upper = _rows.Inside(above) * width;
            Vector<int> lower = _rows.Inside(above + Vector<int>.One) * width;
            Vector<int> leftInside = _columns.Inside(left);
            Vector<int> rightInside = _columns.Inside(left + Vector<int>.One);
            Vector<int> upperLeft = (upper + leftInside) * channels;
            Vector<int> upperRight = (upper + rightInside) * channels;
            Vector<int> lowerLeft = (lower + leftInside) * channels;
            Vector<int> lowerRight = (lower + rightInside) * channels;
            upperLeft.CopyTo(places.UpperLeft[i..]);
            upperRight.CopyTo(places.UpperRight[i..]);
            lowerLeft.CopyTo(places.LowerLeft[i..]);
            lowerRight.CopyTo(places.LowerRight[i..]);

            Vector<int> atEnd = Vector.Equals(upperLeft, end) | Vector.Equals(upperRight, end) | Vector.Equals(lowerLeft, end) | Vector.Equals(lowerRight, end);
            Vector<int> marks = atEnd & new Vector<int>(SamplePlaces.AtEnd);
            if (_marksOutside) marks |= MarkOutside(above, left);
            marks.CopyTo(places.Marks[i..]);
        }
    }

    private Vector<int> MarkOutside(Vector<int> above, Vector<int> left) =>
        (_rows.IsOutside(above) & new Vector<int>(SamplePlaces.Above)) |
        (_rows.IsOutside(above + Vector<int>.One) & new Vector<int>(SamplePlaces.Below)) |
        (_columns.IsOutside(left) & new Vector<int>(SamplePlaces.Left)) |
        (_columns.IsOutside(left + Vector<int>.One) & new Vector<int>(SamplePlaces.Right));

    /// <summary>The rows or the columns of a picture, and how they go on.</summary>
    private readonly struct Axis(int size, FillMode fill)
    {
        /// <summary>The row or column whose pixels stand at these; for a constant, the nearest one.</summary>
        public Vector<int> Inside(Vector<int> index)
        {
            switch (fill)
            {
                case FillMode.Wrap:
                    return Modulo(index, size);
                case FillMode.Reflect:
                    Vector<int> there = Modulo(index, 2 * size);
                    return Vector.Min(there, new Vector<int>((2 * size) - 1) - there);
                default:
                    return Vector.Min(Vector.Max(index, Vector<int>.Zero), new Vector<int>(size - 1));
            }
        }

        /// <summary>All bits set where there is none.</summary>
        public Vector<int> IsOutside(Vector<int> index) =>
            Vector.LessThan(index, Vector<int>.Zero) | Vector.GreaterThan(index, new Vector<int>(size - 1));

        /// <summary>The remainder that is not below 0. The half keeps the quotient, rounded as it is, off the whole numbers.</summary>
        private static Vector<int> Modulo(Vector<int> index, int period)
        {
            Vector<float> quotient = Vector.Floor((Vector.ConvertToSingle(index) + new Vector<float>(0.5f)) * new Vector<float>(1f / period));
            return index - (Vector.ConvertToInt32(quotient) * new Vector<int>(period));
        }
    }
}
