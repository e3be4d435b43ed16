using CnnGen.Generator.Emission;
using CnnGen.Generator.Isa;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Kernels;

/// <summary>Vectors of channels whose sums stay side by side in registers while the pixels of a picture go by.</summary>
/// <param name="First">Channel of the first vector.</param>
/// <param name="Vectors">How many.</param>
/// <param name="LastLanes">Lanes of the last vector that count.</param>
internal readonly record struct ChannelGroup(CodeWriter Writer, VectorType Vector, string First, int Vectors, int LastLanes)
{
    /// <summary>Prints a body for all channels: a loop over whole groups of the widest, then what is left.</summary>
    public static void Emit(CodeWriter writer, VectorType vector, int channels, int widest, Action<ChannelGroup> body)
    {
        int vectors = ((channels - 1) / vector.Lanes) + 1;
        int lastLanes = channels - ((vectors - 1) * vector.Lanes);
        int groups = (lastLanes == vector.Lanes ? vectors : vectors - 1) / widest;
        int channelsOfGroup = widest * vector.Lanes;
        if (groups > 0)
        {
            using (writer.Open(Invariant($"for (nint c = 0; c < {groups * channelsOfGroup}; c += {channelsOfGroup})"))) body(new ChannelGroup(writer, vector, "c", widest, vector.Lanes));
        }

        int left = vectors - (groups * widest);
        if (left == 0) return;
        using (writer.Open(string.Empty)) body(new ChannelGroup(writer, vector, Invariant($"{groups * channelsOfGroup}"), left, lastLanes));
    }

    /// <summary>Number of a vector of the group among all of the picture's.</summary>
    public string Number(int vector) => int.TryParse(First, out int first) ? Invariant($"{(first / Vector.Lanes) + vector}")
        : vector == 0 ? Invariant($"{First} / {Vector.Lanes}") : Invariant($"({First} / {Vector.Lanes}) + {vector}");

    public string Load(string reference, int vector, int offset = 0) => Vector.Load(reference, At(vector, offset));

    /// <summary>A line for each vector.</summary>
    public void Lines(Func<int, string> line)
    {
        for (int i = 0; i < Vectors; i++) Writer.Line(line(i));
    }

    public void Store(Func<int, string> value, string reference)
    {
        for (int i = 0; i < Vectors; i++) new VectorPlace(Writer, Vector, At(i), i == Vectors - 1 ? LastLanes : Vector.Lanes).Store(value(i), reference);
    }

    /// <summary>Prints loops over rows of pixels; references of all pictures move from pixel to pixel.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Pixels of a row.</param>
    /// <param name="pictures">A reference to the first pixel and the name of one to the pixel in turn, with the steps to the next row and to the next pixel.</param>
    /// <param name="beforeRow">Prints what begins a row.</param>
    /// <param name="pixel">Prints what is done with a pixel.</param>
    /// <param name="afterRow">Prints what ends a row.</param>
    public void WalkPixels(int rows, int columns, (string Picture, string Pixel, int RowStep, int PixelStep)[] pictures, Action? beforeRow, Action pixel, Action? afterRow)
    {
        using (Writer.Open(Invariant($"for (nint row = 0; row < {rows}; row++)")))
        {
            beforeRow?.Invoke();
            foreach ((string picture, string name, int rowStep, _) in pictures) Writer.Line(Invariant($"ref float {name} = ref Unsafe.Add(ref {picture}, row * {rowStep});"));
            using (Writer.Open(Invariant($"for (int column = 0; column < {columns}; column++)")))
            {
                pixel();
                foreach ((_, string name, _, int pixelStep) in pictures) Writer.Line(Invariant($"{name} = ref Unsafe.Add(ref {name}, {pixelStep});"));
            }

            afterRow?.Invoke();
        }
    }

    private string At(int vector, int offset = 0)
    {
        int ahead = (vector * Vector.Lanes) + offset;
        return int.TryParse(First, out int first) ? Invariant($"{first + ahead}") : ahead == 0 ? First : Invariant($"{First} + {ahead}");
    }
}
