using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Parsing;

/// <summary>What is read of a class, and in what order.</summary>
public class ModelParserTests
{
    [Fact]
    public void Layers_stand_in_the_order_of_the_text_whatever_the_lists_they_share()
    {
        ModelDeclaration declaration = RoslynHost.Declare(
            "[Dense(2), Input(8, 8, 1), Flatten] [Dropout(0.5), MaxPool(2)]\n[Conv2D(1, 1)] public partial class Model;");
        Assert.Equal(
            [typeof(DenseDeclaration), typeof(FlattenDeclaration), typeof(DropoutDeclaration), typeof(PoolingDeclaration), typeof(ConvolutionDeclaration)],
            declaration.Layers.Select(layer => layer.GetType()));
    }

    [Theory]
    [InlineData("[Conv2D(1, 2)]", null)]
    [InlineData("[Conv2D(1, 2, Padding.Same)]", null)]
    [InlineData("[Conv2D(1, 2, Activation.ReLU)]", 1)]
    [InlineData("[Conv2D(1, 2, Padding.Same, Activation.Tanh)]", 8)]
    [InlineData("[Conv2D(1, 2, 3)]", null)]
    [InlineData("[Conv2D(1, 2, 3, Activation.None)]", 0)]
    [InlineData("[Conv2D(activation: Activation.None, kernel: 2, filters: 1)]", 0)]
    [InlineData("[Dense(1)]", null)]
    [InlineData("[Dense(1, Activation.ReLU)]", 1)]
    public void An_activation_is_named_where_the_constructor_has_one(string attribute, int? function)
    {
        LayerDeclaration layer = Assert.Single(RoslynHost.Declare($"[Input(8, 8, 1)] {attribute} public partial class Model;").Layers);
        Assert.Equal(function, layer is ConvolutionDeclaration convolution ? convolution.Activation.Function : ((DenseDeclaration)layer).Activation.Function);
    }

    [Fact]
    public void Arguments_are_read_by_name_and_through_constants()
    {
        ModelDeclaration declaration = RoslynHost.Declare("""
            using Convolution = CnnGen.Conv2DAttribute;
            [Input(channels: 3, height: Sizes.Side, width: Sizes.Side * 2)]
            [Convolution(kernelWidth: 5, kernelHeight: 3, filters: Sizes.Side, padding: Padding.SameEdge, StrideWidth = 2, Dilation = 3, UseBias = false, Initializer = Initializer.HeNormal)]
            public partial class Model;
            public static class Sizes { public const int Side = 16; }
            """);
        Assert.Equal(new InputSize(16, 32, 3), Assert.Single(declaration.Inputs).Size);
        ConvolutionDeclaration layer = Assert.IsType<ConvolutionDeclaration>(Assert.Single(declaration.Layers));
        Assert.Equal(
            new ConvolutionDeclaration(layer.Location, 16, 3, 5, 2, new StepDeclaration(null, null, 2), new StepDeclaration(3, null, null), 1, false, 3, default),
            layer);
    }

    [Fact]
    public void The_identity_names_namespace_containing_types_and_class()
    {
        ModelDeclaration declaration = RoslynHost.Declare(
            "namespace Shop.@new; public partial record struct Outer { internal partial interface IInner { [Input(8, 8, 1)] protected internal partial class @event; } }");
        Assert.Equal(
            new ModelIdentity(
                "Shop.@new", EquatableArray.Of("public partial record struct Outer", "internal partial interface IInner"), "@event", "protected internal"),
            declaration.Identity);
        Assert.Equal("Shop.new.Outer.IInner.event", declaration.Identity.HintName);
    }

    [Theory]
    [InlineData("[Conv2D(1)]")]
    [InlineData("[Conv2D(1, Missing)]")]
    [InlineData("[Conv2D(\"one\", 2)]")]
    [InlineData("[Conv2D(1, 2, Activation.Missing)]")]
    [InlineData("[Dropout]")]
    [InlineData("[BatchNorm(Epsilon = \"small\")]")]
    [InlineData("[MaxPool(2, Stride = Missing)]")]
    [InlineData("[Conv2D(int.MaxValue + 1, 2)]")]
    public void What_the_compiler_cannot_read_is_left_to_the_compiler(string attribute)
    {
        string source = $"[Input(8, 8, 1)] {attribute} [Dense(2, Activation.Softmax)] public partial class Model;";
        Assert.NotEmpty(RoslynHost.Compile(source).GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error));
        Assert.IsType<UnreadableDeclaration>(RoslynHost.Declare(source).Layers[0]);
        Assert.Empty(RoslynHost.Diagnose(source));
        Assert.Null(Generator.Analysis.ModelAnalysis.Analyze(RoslynHost.Declare(source)).Network);
    }

    [Fact]
    public void Members_of_no_interest_are_not_read()
    {
        ModelDeclaration declaration = RoslynHost.Declare(
            "[Input(8, 8, 1)] public partial class Model { public int Count; public void Predicted() { } public int Conv1; public int Conv; public override string ToString() => \"\"; }");
        Assert.Equal(["Conv1"], declaration.Members.Select(member => member.Name));
    }

    [Fact]
    public void A_struct_is_left_to_the_compiler() => Assert.Empty(RoslynHost.Diagnose("[Input(8, 8, 1)] [Dense(2)] public partial struct Model;"));
}
