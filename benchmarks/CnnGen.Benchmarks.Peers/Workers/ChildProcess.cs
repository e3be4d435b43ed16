using System.Diagnostics;
using System.Globalization;

namespace CnnGen.Benchmarks.Peers.Workers;

/// <summary>This program again, in another process.</summary>
internal static class ChildProcess
{
    /// <summary>How to start it, input and output redirected.</summary>
    public static ProcessStartInfo Describe(params ReadOnlySpan<string> arguments)
    {
        string name = Path.Combine(AppContext.BaseDirectory, typeof(ChildProcess).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? $"{name}.exe" : name) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidOperationException">It could not be started.</exception>
    public static Process Start(ProcessStartInfo start) => Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started.");

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="InvalidOperationException">It could not be started, or failed.</exception>
    public static void Run(params ReadOnlySpan<string> arguments)
    {
        using Process process = Start(Describe(arguments));
        process.StandardInput.Close();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"'{string.Join(' ', arguments)}' failed with {process.ExitCode}.");
    }

    /// <summary>A number as an argument or an answer.</summary>
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
