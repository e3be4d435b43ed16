using System.Runtime.CompilerServices;
using Xunit;

namespace CnnGen.Generator.Tests.Infrastructure;

/// <summary>
/// Compares a text with the file <c>Type.Method.verified.txt</c> beside the test. Where they differ, <c>Type.Method.received.txt</c> is written
/// next to it: to accept the change, put it in the other's place.
/// </summary>
internal static class Snapshot
{
    /// <param name="received">The text as it is now.</param>
    /// <param name="extension">Of both files, without a dot.</param>
    /// <param name="method">The test's name; given by the compiler.</param>
    /// <param name="sourceFile">The test's file, whose name is the type's; given by the compiler.</param>
    public static void Verify(string received, string extension = "txt", [CallerMemberName] string method = "", [CallerFilePath] string sourceFile = "")
    {
        string folder = Path.GetDirectoryName(sourceFile)!;
        string stem = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}");
        string verifiedFile = $"{stem}.verified.{extension}";
        string receivedFile = $"{stem}.received.{extension}";
        string text = Normalize(received);
        string? verified = File.Exists(verifiedFile) ? Normalize(File.ReadAllText(verifiedFile)) : null;
        if (text == verified)
        {
            File.Delete(receivedFile);
            return;
        }

        File.WriteAllText(receivedFile, text);
        Assert.Fail(verified is null
            ? $"There is no {verifiedFile} yet. If {receivedFile} is right, rename it."
            : $"{verifiedFile} differs from {receivedFile} {DescribeDifference(verified, text)}. If the new text is right, put it in the other's place.");
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static string DescribeDifference(string verified, string received)
    {
        string[] before = verified.Split('\n');
        string[] after = received.Split('\n');
        int line = 0;
        while (line < before.Length - 1 && line < after.Length - 1 && before[line] == after[line]) line++;
        return $"from line {line + 1}:\n- {before[line]}\n+ {after[line]}\n";
    }
}
