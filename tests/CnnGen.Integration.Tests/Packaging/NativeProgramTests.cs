using System.Runtime.InteropServices;
using CnnGen.Integration.Tests.Infrastructure;

namespace CnnGen.Integration.Tests.Packaging;

/// <summary>A program made elsewhere, with nothing but the package, trimmed and compiled to native code.</summary>
[Collection(nameof(LocalPackageTests))]
public class NativeProgramTests(LocalPackage package)
{
    private const string Compiler = "Microsoft.DotNet.ILCompiler";

    /// <summary>All kernels that this machine has; a warning of trimming or of native compilation is an error, one line for each.</summary>
    private static readonly string[] Native = ["--runtime", "linux-x64", "-p:PublishAot=true", "-p:IlcInstructionSet=native", "-p:TrimmerSingleWarn=false", "-p:RestoreFallbackFolders=" + LocalPackage.MachineCache];

    [Fact]
    public async Task A_native_program_trains_saves_loads_and_predicts_the_bits_of_a_jitted_one()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64) Assert.Skip("The native program is one for Linux on x64.");
        if (!IsInPath("clang") && !IsInPath("gcc")) Assert.Skip("There is no clang and no gcc to link a native program with.");
        string project = package.WriteProject("Native", ("Model.cs", FreshPrograms.Model), ("Program.cs", FreshPrograms.Stepper));
        string folder = Path.GetDirectoryName(project)!;
        (await Dotnet.BuildAsync(project, "--configuration", "Release")).Succeeded();
        ProgramRun jitted = (await Dotnet.RunAsync(folder, [Path.Combine(folder, "bin", "Release", "net10.0", "Native.dll"), "jitted.safetensors"])).Succeeded();

        ProgramRun restore = await Dotnet.RunAsync(folder, ["restore", project, .. Native]);
        if (restore.ExitCode != 0 && restore.Log.Contains(Compiler, StringComparison.OrdinalIgnoreCase)) Assert.Skip($"{Compiler} cannot be restored: {restore.Lines.First(line => line.Contains(Compiler, StringComparison.OrdinalIgnoreCase))}");
        restore.Succeeded();
        ProgramRun publish = (await Dotnet.RunAsync(
            folder, ["publish", project, "--no-restore", "--nologo", "--disable-build-servers", "--tl:off", "--configuration", "Release", "--output", "published", .. Native])).Succeeded();
        Assert.DoesNotContain("warning", publish.Log, StringComparison.OrdinalIgnoreCase);
        ProgramRun native = (await ProgramRun.OfAsync(Path.Combine(folder, "published", "Native"), folder, ["native.safetensors"])).Succeeded();

        Assert.StartsWith("Portable: 1 epoch, 1 step, ", jitted.Lines[0], StringComparison.Ordinal);
        Assert.Equal(jitted.Lines, native.Lines);
        Assert.False(File.Exists(Path.Combine(folder, "published", "CnnGen.dll")), "The published program is not native alone.");
    }

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
