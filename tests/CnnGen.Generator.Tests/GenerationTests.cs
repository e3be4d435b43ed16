using System.Collections.Immutable;
using System.Reflection;
using CnnGen.Generator.Model;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests;

/// <summary>What generator and compiler make of a class together.</summary>
public class GenerationTests
{
    private const string Layers = "[Input(8, 8, 1)] [Conv2D(4, 3)] [Dense(2, Activation.Softmax)] ";
    private const string Labels = "public enum Animal { Cat, Dog } ";

    [Theory]
    [InlineData(Layers + "public sealed partial class Model;")]
    [InlineData(Layers + "partial class @event;")]
    [InlineData(Layers + "partial class record2 { } public record Prediction(int Value);")]
    [InlineData("namespace Shop.@new; " + Layers + "public partial class Model;")]
    [InlineData("namespace Shop; public partial record struct Outer { internal partial interface IInner { " + Layers + "protected internal partial class Model; } }")]
    [InlineData("namespace Shop; public static partial class Outer { public partial record Inner { " + Layers + "private sealed partial class Model; } }")]
    [InlineData("namespace Größe; " + Layers + "public sealed partial class Übergröße;")]
    [InlineData("namespace Shop { " + Layers + "public partial class Model; } namespace shop { " + Layers + "public partial class model; }")]
    [InlineData("namespace A { " + Layers + "public partial class Model; } namespace B { " + Layers + "public partial class Model; }")]
    [InlineData("namespace Zoo; public static class Kinds { public enum @class { @in, Out } } [Labels<Kinds.@class>] [Input(8, 8, 1)] [Dense] public partial class Model;")]
    [InlineData(Labels + "[Labels<Animal>] [Input(8, 8, 1)] [Dense(1, Activation.Sigmoid)] public partial class Model { public string Predict(string file) => file; public Model(string name) : this(1) => Name = name; public string Name { get; } = \"\"; }")]
    [InlineData(Labels + "[Labels<Animal>] [Input(8, 8, 1)] [Dense(2, Activation.LogSoftmax)] public partial class Model : System.IDisposable { public void Dispose() { } }")]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class Model : CompiledModel { }")]
    public void Generated_code_compiles_without_a_warning(string source) => Assert.Empty(Generate(RoslynHost.Compile(source)).Where(IsAudible));

    [Fact]
    public void Types_of_the_same_names_around_the_model_and_in_global_usings_are_not_in_the_way()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        CSharpCompilation compilation = RoslynHost.CompileTrees(
        [
            CSharpSyntaxTree.ParseText("global using System.Reflection; global using Other;", RoslynHost.ParseOptions, cancellationToken: cancellation),
            CSharpSyntaxTree.ParseText("namespace Other { public class Activation; public class Unsafe; }", RoslynHost.ParseOptions, cancellationToken: cancellation),
            CSharpSyntaxTree.ParseText("namespace Shop { public class Activation; public class ImageShape; }", RoslynHost.ParseOptions, cancellationToken: cancellation),
            CSharpSyntaxTree.ParseText("namespace Shop.System { public class Math; } namespace Shop.CnnGen { public class ModelInfo; }", RoslynHost.ParseOptions, cancellationToken: cancellation),
            CSharpSyntaxTree.ParseText(
                "using N = CnnGen; namespace Shop.Models { [N::Input(8, 8, 1)] [N::Dense(2, N::Activation.Softmax)] public partial class Model; }", RoslynHost.ParseOptions, cancellationToken: cancellation),
        ]);
        Assert.Empty(Generate(compilation).Where(IsAudible));
    }

    /// <summary>Each with <c>BODY</c> where a model goes, <c>TYPES</c> where types of all public names of the runtime go.</summary>
    public static TheoryData<string> PlacesOfNamesakes =>
    [
        "TYPES BODY",
        "namespace Shop; TYPES BODY",
        "namespace Shop.System; TYPES BODY",
        "namespace Shop; public static partial class Outer { TYPES BODY }",
        "namespace CnnGen.Shop; TYPES BODY",
    ];

    [Theory]
    [MemberData(nameof(PlacesOfNamesakes))]
    public void Types_named_like_those_of_the_runtime_beside_the_model_are_not_in_the_way(string place)
    {
        const string layers = """
            [N::Conv2D(8, 3, N::Padding.SameEdge, N::Activation.None)] [N::BatchNorm] [N::Activation(N::Activation.Tanh)] [N::MaxPool(2)] [N::AveragePool(2)]
            [N::Conv2D(8, 1, N::Activation.None, UseBias = false)] [N::Flatten] [N::Dropout(0.1)]
            """;
        string models = $$"""
            [N::Input(8, 8, 4)] {{layers}} [N::Dense] [N::Labels<Animal>] public sealed partial class Classifier { {{Namesakes(name => typeof(CompiledModel).GetMember(name, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Length == 0)}} }
            [N::Input(150, 150, 3)] [N::Conv2D(32, 3, N::Padding.Same)] [N::MaxPool(2)] [N::Conv2D(64, 3, N::Padding.Same)] [N::MaxPool(2)] {{layers}} [N::Dense(3, N::Activation.None)] [N::Loss(N::LossFunction.Huber)] public sealed partial class Large;
            [N::Input(8, 8, 1)] [N::Dense(2)] public sealed partial class Mistaken;
            public enum Animal { Cat, Dog }
            """;
        string source = "using N = global::CnnGen; " + place.Replace("TYPES", Namesakes(_ => true), StringComparison.Ordinal).Replace("BODY", models, StringComparison.Ordinal);
        CSharpCompilation compilation = RoslynHost.CompileTrees(
        [
            CSharpSyntaxTree.ParseText(source, RoslynHost.ParseOptions.WithDocumentationMode(DocumentationMode.Diagnose), "/models/Models.cs", cancellationToken: TestContext.Current.CancellationToken),
        ]);
        Assert.Equal(["CNN0301"], RoslynHost.Diagnose(compilation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id));
        Compilation joined = Join(compilation, DocumentationMode.Diagnose);
        Assert.Contains(joined.SyntaxTrees, tree => tree.ToString().Contains("Slices = ", StringComparison.Ordinal)); // large enough to use all that there is
        Assert.Empty(joined.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => IsAudible(diagnostic) && diagnostic.Id != "CS1591"));
    }

    /// <summary>Classes named like every public type of the runtime, attributes with and without their ending.</summary>
    private static string Namesakes(Predicate<string> isWanted) => string.Join(' ', typeof(CompiledModel).Assembly.GetExportedTypes()
        .SelectMany(type => new[] { type.Name, type.Name.Replace("Attribute", string.Empty, StringComparison.Ordinal) })
        .Select(name => name.Split('`')[0])
        .Where(name => isWanted(name))
        .Distinct()
        .Select(name => $"public class {name} {{ }} public class {name}<T> {{ }}"));

    [Fact]
    public void The_analyzer_says_the_same_before_and_after_generation()
    {
        CSharpCompilation compilation = RoslynHost.Compile(
            Layers + "public sealed partial class Model { public int Dense3; }", "[Input(3, 3, 1)] [Dropout(0.5)] [Dense(2, Activation.Softmax)] [Dropout(0.1)] public partial class Other;");
        Assert.Equal(
            RoslynHost.Diagnose(compilation).Select(diagnostic => diagnostic.ToString()),
            RoslynHost.Diagnose(Join(compilation)).Select(diagnostic => diagnostic.ToString()));
    }

    [Theory]
    [InlineData("[Input(8, 8, 1)] [Conv2D(4, 30)] [Dense] [Labels<Animal>] public sealed partial class Model;", "Prediction<Animal>")]
    [InlineData("[Input(8, 8, 1)] [Dense(2)] public sealed partial class Model;", "Prediction<int>")]
    [InlineData("[Input(0, 8, 1)] [Conv2D(4, 3)] [Dense(2, Activation.Softmax)] public sealed partial class Model;", "Prediction<int>")]
    public void A_mistake_in_an_attribute_is_the_only_error(string model, string prediction)
    {
        string use = $$"""
            public static class Program
            {
                public static {{prediction}} Main(IDataset train, float[] pixels)
                {
                    var model = new Model(seed: 42) { Threads = 2 };
                    model.Fit(train, train);
                    model.Save("model.safetensors");
                    model.Fork().Predict(pixels, new {{prediction}}[4]);
                    System.Console.WriteLine(Model.Summary + Model.InputLength);
                    return Model.Load("model.safetensors").Predict(pixels);
                }
            }
            """;
        CSharpCompilation compilation = RoslynHost.Compile(Labels + model, use);
        Assert.Single(RoslynHost.Diagnose(compilation));
        Assert.Empty(Generate(compilation).Where(IsAudible));
    }

    [Theory]
    [InlineData("[Input(8, 8, 1)] [Conv2D(Missing, 3)] [Dense(2, Activation.Softmax)] public sealed partial class Model;")]
    [InlineData("[Input(8, 8)] [Dense(2, Activation.Softmax)] public sealed partial class Model;")]
    [InlineData("[Input(8, 8, 1)] [Dense] [Labels<int>] public sealed partial class Model;")]
    [InlineData("[Input(8, 8, 1)] [Dense] [Labels<Hidden>] public sealed partial class Model; internal enum Hidden { A, B }")]
    [InlineData("[Input(8, 8, 1)] [Dense(2)] public sealed class Model;")]
    [InlineData("[Input(8, 8, 1)] [Dense(2)] public sealed partial class Model : System.Collections.Generic.List<int>;")]
    [InlineData("[Input(8, 8, 1)] [Dense(2)] public sealed partial class Model { public Model(int number) { } }")]
    public void Generation_adds_no_error_to_those_there_are(string source)
    {
        CSharpCompilation compilation = RoslynHost.Compile(source);
        Assert.Equal(
            compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(IsAudible).Select(diagnostic => diagnostic.ToString()),
            Generate(compilation).Where(IsAudible).Select(diagnostic => diagnostic.ToString()));
    }

    [Fact]
    public void Every_generated_member_is_known_to_the_rules_on_names()
    {
        Compilation joined = Join(RoslynHost.Compile(
            "[Input(8, 8, 1)] [Conv2D(4, 3)] [BatchNorm] [MaxPool(2)] [Dropout(0.5)] [Dense(3)] [Dense(2, Activation.Softmax)] public sealed partial class Model;"));
        INamedTypeSymbol model = joined.GetTypeByMetadataName("Model")!;
        IEnumerable<string> declared = model.GetMembers()
            .Where(member => member is { IsOverride: false, IsImplicitlyDeclared: false } and not IMethodSymbol { MethodKind: not MethodKind.Ordinary })
            .Select(member => member.Name)
            .Distinct();
        Assert.All(declared, name => Assert.True(GeneratedNames.MayBeGenerated(name), $"{name} is generated, and a member of the user's of that name is not refused"));
    }

    [Fact]
    public void Generated_files_of_names_that_differ_in_case_only_are_kept_apart()
    {
        CSharpCompilation compilation = RoslynHost.Compile(Layers + "partial class Model;", Layers + "partial class MODEL;", Layers + "partial class Other;");
        GeneratorRunResult run = Assert.Single(RoslynHost.CreateDriver().RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results);
        string[] names = [.. run.GeneratedSources.Select(source => source.HintName)];
        Assert.Null(run.Exception);
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("Other.g.cs", names);
        Assert.Contains("MODEL-1.g.cs", names);
        Assert.Contains("Model-2.g.cs", names);
    }

    private static bool IsAudible(Diagnostic diagnostic) => diagnostic.Severity >= DiagnosticSeverity.Warning;

    private static ImmutableArray<Diagnostic> Generate(CSharpCompilation compilation) => Join(compilation).GetDiagnostics(TestContext.Current.CancellationToken);

    private static Compilation Join(CSharpCompilation compilation, DocumentationMode documentation = DocumentationMode.Parse)
    {
        GeneratorDriver driver = RoslynHost.CreateDriver(documentation);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation joined, out ImmutableArray<Diagnostic> diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        return joined;
    }
}
