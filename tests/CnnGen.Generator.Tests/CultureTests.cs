using System.Globalization;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests;

/// <summary>Messages and generated text are the same wherever they are written.</summary>
public class CultureTests
{
    [Fact]
    public void Messages_and_code_do_not_depend_on_the_culture()
    {
        (string Messages, string Code) here = Run();
        CultureInfo before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NumberDecimalSeparator = ",";
        odd.NumberFormat.NumberGroupSeparator = "'";
        odd.NumberFormat.NegativeSign = "−";
        odd.NumberFormat.NaNSymbol = "¤";
        try
        {
            CultureInfo.CurrentCulture = odd;
            Assert.Equal("−1,5", string.Create(CultureInfo.CurrentCulture, $"{-1.5}"));
            (string Messages, string Code) there = Run();
            Assert.Equal(here.Messages, there.Messages);
            Assert.Equal(here.Code, there.Code);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static (string Messages, string Code) Run()
    {
        CSharpCompilation compilation = RoslynHost.Compile(
            "[Input(60000, 60000, -3)] [Conv2D(-4, 3, Activation.LeakyReLU, Slope = -0.25)] [Dropout(double.NaN)] [Dense(1, Activation.Softmax)] public partial class Broken;",
            "[Input(60000, 60000, 3)] [Dense(1, Activation.None)] public partial class Huge;",
            "[Input(6, 6, 1)] [Conv2D(4, 3, Padding.Same, Activation.LeakyReLU, Slope = 0.25)] [Dropout(0.125)] [BatchNorm(Epsilon = 1e-5)] [Dense(3, Activation.Softmax)] public partial class Good;");
        GeneratorRunResult run = Assert.Single(RoslynHost.CreateDriver().RunGenerators(compilation, TestContext.Current.CancellationToken).GetRunResult().Results);
        return (
            string.Join('\n', RoslynHost.Diagnose(compilation).Select(RoslynHost.MessageOf)),
            string.Join('\n', run.GeneratedSources.Select(source => source.SourceText.ToString())));
    }
}
