namespace CnnGen;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Its element type as the file names it, such as <c>F32</c>.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record SafetensorsEntry(string Name, string DataType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Such as <c>F32 [3, 3, 1, 8]</c>.</summary>
    public string Description => $"{DataType} [{string.Join(", ", Shape)}]";
}
