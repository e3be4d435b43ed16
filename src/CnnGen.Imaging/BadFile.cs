namespace CnnGen.Imaging;

/// <summary>A file that cannot be read as a picture.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Reason">What is wrong with it, such as that it ends early.</param>
public sealed record BadFile(string Path, string Reason);
