using System.Globalization;
using System.Text;
using CnnGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace CnnGen.Generator.Tests;

/// <summary>Whatever is written, neither the generator nor the analyzer throws, and both are of one opinion.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const int Rounds = 60;
    private const int ModelsARound = 25;

    private static readonly string[] Numbers = ["0", "1", "2", "3", "5", "8", "16", "-1", "46341", "int.MaxValue", "int.MinValue", "Missing", "null", "\"x\"", "default", "1 + 1"];
    private static readonly string[] Reals = ["0", "0.5", "1", "-1", "1e300", "double.NaN", "double.PositiveInfinity", "float.Epsilon", "0.3f", "'x'"];
    private static readonly string[] Activations = ["Activation.None", "Activation.ReLU", "Activation.Softmax", "Activation.Sigmoid", "Activation.LogSoftmax", "(Activation)77", "Activation.Missing", "default", "Activation.LeakyReLU"];
    private static readonly string[] Paddings = ["Padding.Valid", "Padding.Same", "Padding.SameEdge", "(Padding)(-3)"];
    private static readonly string[] Preprocessings = ["Rescale(2, -1)", "MeanNormalize(Per.Channel)", "Standardize(Per.Pixel)", "PcaWhiten(Over.Channels)", "PcaWhiten(Over.Values)", "ZcaWhiten(Over.Channels)", "ZcaWhiten(Over.Values, 0.1)"];
    private static readonly string[] TameLayers = ["Conv2D(3, 3, Padding.Same)", "MaxPool(2, Padding.Same)", "Dropout(0.5)", "BatchNorm", "Conv2D(2, 1, Activation.LeakyReLU)"];
    private static readonly string[] Kinds = ["partial class", "sealed partial class", "class", "static partial class", "abstract partial class", "partial record", "partial struct", "file partial class", "partial interface", "enum"];
    private static readonly string[] Bodies =
    [
        ";", ";", ";", "{ }", "{ public int Title; }", "<T>;", "(int x);", " : Missing;", " : System.Exception;", "{ public int Conv1; public Model", "{ public required int X; int Predict; }",
        "{ public int Fit() => 0; static int Summary; }", "{ enum Inner { A, B } } namespace N { }", "{ int this[int i] => 0; public static implicit operator int(Missing m) => 0; ~X() { } }",
    ];

    private static readonly string[] Enums = ["Animal", "Empty", "Gaps", "int", "Missing", "System.DayOfWeek", "T", "Animal?", "Wide", "System.Enum"];

    private const string Surroundings =
        "public enum Animal { Cat, Dog } enum Empty { } public enum Gaps { A = 5, B = 5, C = -1, D = Missing } public enum Wide : ulong { A, B = ulong.MaxValue }";

    [Fact]
    public void No_declaration_however_odd_makes_the_compiler_throw()
    {
        int seed = Random.Shared.Next();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var random = new Random(seed);
        int generated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var source = new StringBuilder(Surroundings);
            for (int model = 0; model < ModelsARound; model++) source.Append('\n').Append(WriteModel(random, model));
            generated += AssertSurvived(random.Next(2) == 0 ? source.ToString() : Mutate(random, source.ToString()));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{generated} models generated"));
        Assert.True(generated > 0, "Not one of the declarations was a model: the test writes too much nonsense.");
    }

    [Theory]
    [InlineData("[Input(2147000000, 1, 1)] [Dense(1, Activation.None, UseBias = false)]")]
    [InlineData("[Input(1, 2147000000, 1)] [Conv2D(1, 1, Activation.None, UseBias = false)]")]
    [InlineData("[Input(1, 1, 2147000000)] [GlobalAveragePool] [Activation(Activation.Softmax)]")]
    [InlineData("[Input(46000, 46000, 1)] [BatchNorm] [Activation(Activation.Tanh)] [Dropout(0.5)] [MaxPool(2)] [Conv2D(2, 1, Activation.Softmax)]")]
    [InlineData("[Input(12000, 12000, 1)] [Conv2D(1, 12000, Activation.None)]")]
    [InlineData("[Input(12000, 12000, 1)] [Conv2D(3, 12000, Padding.Same)] [MaxPool(12000)] [Dense(2, Activation.Softmax)]")]
    [InlineData("[Input(3, 3, 1)] [Conv2D(230000000, 3)] [GlobalAveragePool] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(1, 1, 1)] [Dense(40000)] [Dense(40000)] [Dense(3, Activation.Softmax)]")]
    [InlineData("[Input(1, 1, 1)] [Dense(1000000000)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(10000, 10000, 16)] [Conv2D(1, 3, Padding.Same, Groups = 1)] [Conv2D(20, 3, Stride = 1)] [GlobalAveragePool] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(1, 1, 1)] [Conv2D(1, 1, Padding.Same, Dilation = 1000000000, Stride = 1000000000)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(2, 2, 1)] [Conv2D(1, 2, Padding.SameEdge, Dilation = 40000)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(2, 2, 1)] [Conv2D(1, 40000, Padding.SameEdge, Stride = 40000)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(2, 2, 1)] [AveragePool(40000, Padding.Same, Stride = 3)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(40000, 50000, 1)] [Conv2D(1, 40000, 50000)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(40000, 50000, 1)] [Rescale(1e38, -1e38)] [GlobalAveragePool] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(40000, 50000, 1)] [Standardize(Per.Pixel)] [GlobalAveragePool] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(30000, 30000, 1)] [Standardize(Per.Pixel, 1e-45)] [GlobalAveragePool] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(46000, 46000, 1)] [ZcaWhiten(Over.Values)] [GlobalAveragePool] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(1, 1, 2147000000)] [PcaWhiten(Over.Channels)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(1, 1, 4096)] [PcaWhiten(Over.Values)] [Dense(500000)] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(700, 700, 4096)] [ZcaWhiten(Over.Channels)] [Conv2D(8, 3, Groups = 2)] [GlobalAveragePool] [Dense(1, Activation.Sigmoid)]")]
    [InlineData("[Input(40000, 40000, 1)] [MaxPool(39999, Stride = 1)] [Dense(1, Activation.Sigmoid)]")]
    public void Giants_are_generated_or_refused(string attributes) => AssertSurvived(attributes + " partial class Model;");

    [Theory]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class Model; [Input(8, 8, 1)] partial class Model;")]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class Model; [Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class MODEL;")]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] class Model; [Input(8, 8, 1)] class Model;")]
    [InlineData("namespace A { partial class B { [Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class C; } } namespace A.B { [Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class C; }")]
    [InlineData("[Input] partial class Model; [Conv2D] [Dense] partial class Model;")]
    [InlineData("[Labels<Model>] [Labels<>] [Labels] [Loss] [Input(1, 1, 1)] partial class Model;")]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class ;")]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class")]
    [InlineData("namespace CnnGen { public class InputAttribute : System.Attribute; public class Conv2DAttribute : LayerAttribute; } [Input] [Conv2D] partial class Model;")]
    [InlineData("class MyLayer : LayerAttribute; [Input(8, 8, 1)] [MyLayer] partial class Model;")]
    [InlineData("[assembly: Input(8, 8, 1)] [Input(8, 8, 1), Dense(2)] delegate void Model();")]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class Model : Model;")]
    [InlineData("[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] partial class Model : CompiledModel { }")]
    public void Odd_declarations_are_survived(string source) => AssertSurvived(source);

    /// <summary>Returns the number of models that were generated.</summary>
    private static int AssertSurvived(string source)
    {
        CSharpCompilation compilation = RoslynHost.Compile(source);
        GeneratorDriver driver = RoslynHost.CreateDriver().RunGenerators(compilation, TestContext.Current.CancellationToken);
        GeneratorRunResult run = Assert.Single(driver.GetRunResult().Results);
        Assert.True(run.Exception is null, $"{run.Exception}\n{source}");
        Assert.Empty(run.Diagnostics);

        // AD0001 is what the compiler makes of an analyzer that throws.
        Assert.All(RoslynHost.Diagnose(compilation), diagnostic => Assert.True(diagnostic.Id.StartsWith("CNN", StringComparison.Ordinal), $"{diagnostic}\n{source}"));
        return run.GeneratedSources.Count(file => file.HintName.EndsWith(".Passes.g.cs", StringComparison.Ordinal));
    }

    private static string WriteModel(Random random, int number)
    {
        if (random.Next(25) == 0) return WriteTameModel(random, number);
        var text = new StringBuilder();
        if (random.Next(3) == 0) text.Append("[Input(9, 7, 3)]");
        else if (random.Next(10) > 0) text.Append(CultureInfo.InvariantCulture, $"[Input({Pick(random, Numbers)}, {Pick(random, Numbers)}, {Pick(random, Numbers)})]");
        if (random.Next(8) == 0) text.Append("[Input(8, 8, 3)]");
        for (int layers = random.Next(7); layers > 0; layers--) text.Append('[').Append(WriteLayer(random)).Append(']');
        if (random.Next(3) == 0) text.Append(CultureInfo.InvariantCulture, $"[Labels<{Pick(random, Enums)}>]");
        if (random.Next(4) == 0) text.Append(CultureInfo.InvariantCulture, $"[Loss((LossFunction){Pick(random, Numbers)})]");
        if (random.Next(8) == 0) text.Append(CultureInfo.InvariantCulture, $"[Weights((Storage){Pick(random, Numbers)})]");
        if (random.Next(8) == 0) text.Append(CultureInfo.InvariantCulture, $"[Precision({Pick(random, Numbers)})]");
        if (random.Next(8) == 0) text.Append(random.Next(4) == 0 ? "[Recompute, Recompute]" : "[Recompute]");
        string name = random.Next(6) == 0 ? "Model" : $"Model{number}";
        text.Append(CultureInfo.InvariantCulture, $" {Pick(random, Kinds)} {name}{Pick(random, Bodies)}");
        return random.Next(5) == 0 ? $"partial class Outer<T> {{ {text} }}" : text.ToString();
    }

    /// <summary>A model with nothing wrong, so that the later stages run too.</summary>
    private static string WriteTameModel(Random random, int number)
    {
        var text = new StringBuilder("[Input(9, 7, 3)]");
        if (random.Next(3) == 0) text.Append(CultureInfo.InvariantCulture, $"[{Pick(random, Preprocessings)}]");
        for (int layers = random.Next(4); layers > 0; layers--) text.Append('[').Append(Pick(random, TameLayers)).Append(']');
        if (random.Next(2) == 0) text.Append("[Recompute]");
        return text.Append(CultureInfo.InvariantCulture, $"[Dense(2, Activation.Sigmoid)] partial class Tame{number};").ToString();
    }

    private static string WriteLayer(Random random) => random.Next(16) switch
    {
        15 => Pick(random, Preprocessings),
        >= 12 => Pick(random, TameLayers),
        0 or 1 => $"Conv2D({Pick(random, Numbers)}, {Pick(random, Numbers)}, {Pick(random, Activations)}, Stride = {Pick(random, Numbers)}, Slope = {Pick(random, Reals)})",
        2 or 3 => $"Conv2D({Pick(random, Numbers)}, 3, {Pick(random, Paddings)}, Dilation = {Pick(random, Numbers)}, Groups = {Pick(random, Numbers)})",
        4 => $"MaxPool({Pick(random, Numbers)}, {Pick(random, Paddings)}, StrideWidth = {Pick(random, Numbers)})",
        5 => $"AveragePool({Pick(random, Numbers)}, {Pick(random, Numbers)})",
        6 => "GlobalAveragePool",
        7 => "Flatten",
        8 => "Dense",
        9 => $"Dense({Pick(random, Numbers)}, {Pick(random, Activations)}, Alpha = {Pick(random, Reals)}, Initializer = (Initializer){Pick(random, Numbers)})",
        10 => random.Next(3) switch
        {
            0 => $"Dropout({Pick(random, Reals)})",
            1 => $"Rescale({Pick(random, Reals)}, {Pick(random, Reals)})",
            _ => $"{(random.Next(2) == 0 ? "PcaWhiten" : "ZcaWhiten")}((Over){Pick(random, Numbers)}, {Pick(random, Reals)})",
        },
        _ => random.Next(2) == 0 ? $"BatchNorm(Momentum = {Pick(random, Reals)}, Epsilon = {Pick(random, Reals)})" : $"Activation({Pick(random, Activations)})",
    };

    /// <summary>Cuts pieces out of the text and puts them elsewhere.</summary>
    private static string Mutate(Random random, string source)
    {
        var text = new StringBuilder(source);
        for (int edits = random.Next(1, 30); edits > 0; edits--)
        {
            int start = random.Next(text.Length - 20);
            int length = random.Next(1, 20);
            string piece = text.ToString(start, length);
            if (random.Next(3) > 0) text.Remove(start, length);
            if (random.Next(3) > 0) text.Insert(random.Next(text.Length), piece);
        }

        return text.ToString();
    }

    private static string Pick(Random random, string[] choices) => choices[random.Next(choices.Length)];
}
