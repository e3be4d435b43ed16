using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests.Emission;

/// <summary>
/// Generated code in the strictest project there is: warnings of the highest level are errors, documentation comments are checked and
/// demanded, nullable is on, arithmetic is checked, unsafe code is not allowed.
/// </summary>
public class StrictCompilationTests
{
    private static readonly CSharpParseOptions Documented = RoslynHost.ParseOptions.WithDocumentationMode(DocumentationMode.Diagnose);

    private const string Animal = """
        namespace Labels
        {
            /// <summary>What is in the picture.</summary>
            public enum Animal
            {
                /// <summary>Meows.</summary>
                Cat,

                /// <summary>Barks.</summary>
                Dog,
            }
        }

        """;

    [Theory]
    [InlineData("/// <summary>Global.</summary>\n[Input(8, 8, 1)] [Conv2D(5, 3)] [Dense(3, Activation.Softmax)] public sealed partial class Model;")]
    [InlineData("namespace App; [Input(8, 8, 1)] [Conv2D(5, 3)] [Dense(3, Activation.LogSoftmax)] internal partial class Model;")]
    [InlineData("namespace App; /// <summary>Outer.</summary>\npublic static partial class Outer { internal partial struct Inner { [Input(8, 8, 2)] [Dense(2, Activation.Softmax)] private sealed partial class Model; } }")]
    [InlineData("namespace App.@event; /// <summary>A keyword.</summary>\n[Input(8, 8, 1)] [Conv2D(5, 3)] [Dense(3, Activation.Softmax)] public sealed partial class @class;")]
    [InlineData("namespace App; /// <summary>Labels of another namespace.</summary>\n[Input(8, 8, 1)] [Dense] [Labels<Labels.Animal>] public sealed partial class Model;")]
    [InlineData("namespace App; /// <summary>One unit for two labels.</summary>\n[Input(8, 8, 1)] [BatchNorm] [Dense(1, Activation.Sigmoid)] [Labels<Labels.Animal>] public sealed partial class Model;")]
    [InlineData("namespace App; /// <summary>Regression.</summary>\n[Input(9, 7, 2)] [Dense(6, Activation.GELU)] [Dense(4, Activation.None)] [Loss(LossFunction.Huber)] public sealed partial class Model;")]
    [InlineData("namespace App; /// <summary>Several answers of yes and no.</summary>\n[Input(9, 7, 2)] [Conv2D(3, 3)] [Dense(4, Activation.Sigmoid)] public sealed partial class Model;")]
    [InlineData("namespace App; /// <summary>A value a pixel.</summary>\n[Input(9, 7, 2)] [Conv2D(4, 3, Padding.SameEdge, Dilation = 2)] [Conv2D(1, 1, Activation.Sigmoid)] public sealed partial class Model;")]
    [InlineData("namespace App; /// <summary>A bit of everything.</summary>\n[Input(17, 13, 4)] [Dropout(0.1)] [Conv2D(8, 3, Stride = 2, Groups = 4)] [Activation(Activation.Tanh)] [BatchNorm] [AveragePool(2, Padding.Same)] [Conv2D(8, 1, Activation.None, UseBias = false)] [BatchNorm] [Activation(Activation.SiLU)] [GlobalAveragePool] [Dropout(0.2)] [Dense(3, Activation.Softmax)] public sealed partial class Model;")]
    public void Generated_code_compiles_where_everything_is_an_error(string source)
    {
        CSharpCompilation plain = RoslynHost.CompileTrees([Parse("using CnnGen;\n" + source, "/models/Model.cs"), Parse(Animal, "/models/Animal.cs")]);
        CSharpCompilation strict = plain.WithOptions(plain.Options
            .WithAllowUnsafe(false)
            .WithOverflowChecks(true)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithWarningLevel(9999)
            .WithGeneralDiagnosticOption(ReportDiagnostic.Error));

        GeneratorDriver driver = CSharpGeneratorDriver.Create([new CnnModelGenerator().AsSourceGenerator()], parseOptions: Documented);
        driver.RunGeneratorsAndUpdateCompilation(strict, out Compilation joined, out _, TestContext.Current.CancellationToken);
        using var assembly = new MemoryStream();
        using var documentation = new MemoryStream();

        Assert.Equal(9, joined.SyntaxTrees.Count());
        Assert.Empty(joined.Emit(assembly, xmlDocumentationStream: documentation, cancellationToken: TestContext.Current.CancellationToken).Diagnostics
            .Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden));
    }

    [Fact]
    public void A_member_without_documentation_would_be_told()
    {
        CSharpCompilation compilation = RoslynHost.CompileTrees([Parse("public class Bare;", "/models/Bare.cs")]);
        Assert.Equal(["CS1591"], compilation.GetDiagnostics(TestContext.Current.CancellationToken).Select(diagnostic => diagnostic.Id));
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Documented, path, cancellationToken: TestContext.Current.CancellationToken);
}
