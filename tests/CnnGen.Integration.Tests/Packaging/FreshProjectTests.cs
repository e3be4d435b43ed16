using System.Text.RegularExpressions;
using CnnGen.Integration.Tests.Infrastructure;

namespace CnnGen.Integration.Tests.Packaging;

/// <summary>Projects made elsewhere, with nothing but the package: strict about warnings and native compilation, with checked arithmetic, without unsafe code.</summary>
[Collection(nameof(LocalPackageTests))]
public partial class FreshProjectTests(LocalPackage package)
{
    private const string Message = "CNNGEN001";

    [Fact]
    public async Task A_network_trained_by_one_program_gives_the_same_bits_in_another()
    {
        string trainer = package.WriteProject("Trainer", ("Model.cs", FreshPrograms.Model), ("Program.cs", FreshPrograms.Trainer));
        string reader = package.WriteProject("Reader", ("Model.cs", FreshPrograms.Model), ("Program.cs", FreshPrograms.Reader));
        ProgramRun build = (await Dotnet.BuildAsync(trainer, "--configuration", "Release")).Succeeded();
        Assert.DoesNotContain(Message, build.Log, StringComparison.Ordinal);
        (await Dotnet.BuildAsync(reader, "--configuration", "Release")).Succeeded();

        string file = Path.Combine(Path.GetDirectoryName(trainer)!, "bright.safetensors");
        string[] trained = (await RunAsync(trainer, "Release", file)).Succeeded().Lines;
        string[] read = (await RunAsync(reader, "Release", file)).Succeeded().Lines;

        Assert.Equal(["accuracy 1", "typed Left", "named 4 True"], trained[..3]);
        Assert.StartsWith("answers ", trained[3], StringComparison.Ordinal);
        Assert.Equal([trained[3]], read);
    }

    [Fact]
    public async Task A_debug_build_is_told_once_that_its_kernels_are_unoptimised_and_works()
    {
        string project = package.WriteProject("Debugged", ("Model.cs", FreshPrograms.Model), ("Program.cs", FreshPrograms.Trainer));
        ProgramRun build = (await Dotnet.BuildAsync(project, "--configuration", "Debug")).Succeeded();
        string line = Assert.Single(build.Lines.TakeWhile(line => line != "Build succeeded."), line => line.Contains(Message, StringComparison.Ordinal));
        Assert.Contains("Add <Optimize>true</Optimize> to the project", line, StringComparison.Ordinal);

        string[] trained = (await RunAsync(project, "Debug", Path.Combine(Path.GetDirectoryName(project)!, "bright.safetensors"))).Succeeded().Lines;
        Assert.Equal("accuracy 1", trained[0]);
    }

    [Theory]
    [InlineData("Optimize", "true")]
    [InlineData("CnnGenWarnUnoptimized", "false")]
    [InlineData("NoWarn", Message + "%3BCA1303%3BCA1515")] // with those of the project itself, which this replaces
    public async Task One_property_ends_the_message(string property, string value)
    {
        string project = package.WriteProject("Quiet" + property, ("Model.cs", FreshPrograms.Model), ("Program.cs", "return;"));
        ProgramRun build = (await Dotnet.BuildAsync(project, "--configuration", "Debug", $"-p:{property}={value}")).Succeeded();
        Assert.DoesNotContain(Message, build.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debug_build_that_declares_no_model_is_not_told()
    {
        string project = package.WriteProject("Modelless", ("Program.cs", "Console.WriteLine(new CnnGen.Adam().LearningRate);"));
        ProgramRun build = (await Dotnet.BuildAsync(project, "--configuration", "Debug")).Succeeded();
        Assert.DoesNotContain(Message, build.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_model_fails_the_build_on_the_line_of_its_mistake()
    {
        string project = package.WriteProject("Mistaken", ("Wrong.cs", FreshPrograms.Wrong), ("Program.cs", "Console.WriteLine(Shapes.Wrong.Load(args[0]).Threads);"));
        ProgramRun build = await Dotnet.BuildAsync(project, "--configuration", "Release");

        Assert.NotEqual(0, build.ExitCode);
        string[] errors = [.. build.Lines.TakeWhile(line => line != "Build FAILED.").Where(line => line.Contains(": error ", StringComparison.Ordinal))];
        Assert.Matches(ErrorOfWrong(), Assert.Single(errors));
    }

    [Fact]
    public async Task The_same_text_is_generated_where_numbers_and_letters_are_written_otherwise()
    {
        string project = package.WriteProject("Abroad", ("Model.cs", FreshPrograms.Model), ("Program.cs", "return;"));
        Dictionary<string, string> here = await GenerateAsync(project, "C");
        Assert.Equal(7, here.Count);

        // Turkish has another capital of i, Persian another decimal separator and minus sign.
        Assert.Equal(here, await GenerateAsync(project, "tr_TR.UTF-8"));
        Assert.Equal(here, await GenerateAsync(project, "fa_IR.UTF-8"));
    }

    [Fact]
    public async Task The_program_in_the_packages_readme_builds()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "CnnGen", "README.md"), TestContext.Current.CancellationToken);
        string program = CSharpBlock().Match(readme.ReplaceLineEndings("\n")).Groups["code"].Value;
        Assert.NotEmpty(program);
        string project = package.WriteProject("Readme", ("Program.cs", program));

        // The page leaves out what only the strictest analysis asks for.
        (await Dotnet.BuildAsync(project, "--configuration", "Release", "-p:AnalysisLevel=latest", "-p:GenerateDocumentationFile=false")).Succeeded();
    }

    /// <summary>Builds in a culture.</summary>
    /// <returns>The generated files, names and texts.</returns>
    private static async Task<Dictionary<string, string>> GenerateAsync(string project, string culture)
    {
        string folder = Path.Combine(Path.GetDirectoryName(project)!, "obj", culture);
        string[] arguments = ["build", project, "--nologo", "--disable-build-servers", "--no-incremental", "-c", "Release", "-p:EmitCompilerGeneratedFiles=true", $"-p:CompilerGeneratedFilesOutputPath={folder}"];
        (await Dotnet.RunAsync(Path.GetDirectoryName(project)!, arguments, ("LC_ALL", culture))).Succeeded();
        return Directory.GetFiles(folder, "*BrightSide*.g.cs", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
    }

    private static Task<ProgramRun> RunAsync(string project, string configuration, params string[] arguments)
    {
        string folder = Path.GetDirectoryName(project)!;
        return Dotnet.RunAsync(folder, [Path.Combine(folder, "bin", configuration, "net10.0", Path.GetFileNameWithoutExtension(project) + ".dll"), .. arguments]);
    }

    [GeneratedRegex(@"Wrong\.cs\(8,2\): error CNN0201: .*4×4.*7×7")]
    private static partial Regex ErrorOfWrong();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
