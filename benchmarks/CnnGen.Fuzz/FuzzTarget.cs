namespace CnnGen.Fuzz;

/// <summary>A file and how it is read.</summary>
/// <param name="File">Its bytes.</param>
/// <param name="Read">Reads it from a path.</param>
internal readonly record struct FuzzCase(byte[] File, Action<string> Read);

/// <summary>A reader of files that are not trusted.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Make">Makes a file, damaged at random, and says how it is read.</param>
/// <param name="IsDocumented">Whether the reader's documentation has the exception for a file of the path.</param>
internal sealed record FuzzTarget(string Name, Func<Random, FuzzCase> Make, Func<Exception, string, bool> IsDocumented);
