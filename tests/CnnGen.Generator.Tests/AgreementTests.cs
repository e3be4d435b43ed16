using System.Reflection;
using CnnGen.Generator.Model;
using CnnGen.Generator.Parsing;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests;

/// <summary>The compiler does not reference the library, so that what both know is written twice: here the two are held together.</summary>
public class AgreementTests
{
    [Theory]
    [InlineData(typeof(Activation), typeof(ActivationKind))]
    [InlineData(typeof(Initializer), typeof(InitializerKind))]
    [InlineData(typeof(LossFunction), typeof(LossKind))]
    [InlineData(typeof(Padding), typeof(PaddingKind))]
    [InlineData(typeof(PoolKind), typeof(PoolingKind))]
    [InlineData(typeof(Storage), typeof(StorageKind))]
    [InlineData(typeof(Per), typeof(PerKind))]
    [InlineData(typeof(Over), typeof(OverKind))]
    [InlineData(typeof(Whitening), typeof(WhiteningKind))]
    public void Internal_enums_have_the_members_of_the_public_ones(Type publicEnum, Type internalEnum)
    {
        Assert.Equal(Enum.GetNames(publicEnum), Enum.GetNames(internalEnum));
        Assert.Equal(
            Enum.GetValuesAsUnderlyingType(publicEnum).Cast<int>(),
            Enum.GetValuesAsUnderlyingType(internalEnum).Cast<int>());
    }

    [Fact]
    public void The_attributes_have_the_names_that_are_looked_for()
    {
        Assert.Equal(AttributeNames.FullInput, typeof(InputAttribute).FullName);
        Assert.Equal(AttributeNames.Layer, nameof(LayerAttribute));
        Assert.Equal(AttributeNames.Loss, nameof(LossAttribute));
        Assert.Equal(AttributeNames.Precision, nameof(PrecisionAttribute));
        Assert.Equal(AttributeNames.Recompute, nameof(RecomputeAttribute));
        Assert.Equal(AttributeNames.Weights, nameof(WeightsAttribute));
        Assert.Equal(AttributeNames.Labels, typeof(LabelsAttribute<>).Name);
    }

    [Fact]
    public void Every_layer_attribute_is_read_by_every_constructor()
    {
        IEnumerable<Type> layers = typeof(LayerAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)));
        foreach (ConstructorInfo constructor in layers.SelectMany(type => type.GetConstructors()))
        {
            string arguments = string.Join(", ", constructor.GetParameters().Select(parameter => $"{parameter.Name}: ({parameter.ParameterType.Name})1"));
            string attribute = $"{constructor.DeclaringType!.Name}({arguments})".Replace("Int32", "int", StringComparison.Ordinal).Replace("Double", "double", StringComparison.Ordinal);
            LayerDeclaration layer = Assert.Single(RoslynHost.Declare($"[Input(8, 8, 1)] [{attribute}] public partial class Model;").Layers);
            Assert.True(layer is not UnreadableDeclaration, attribute);
        }
    }

    [Fact]
    public void Every_property_of_a_layer_attribute_is_read()
    {
        foreach (PropertyInfo property in typeof(LayerAttribute).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract)
            .SelectMany(type => type.GetProperties())
            .Where(property => property.CanWrite))
        {
            string arguments = property.ReflectedType!.Name switch
            {
                nameof(Conv2DAttribute) => "1, 1, ",
                nameof(MaxPoolAttribute) or nameof(AveragePoolAttribute) or nameof(DenseAttribute) => "1, ",
                nameof(ActivationAttribute) => "Activation.Tanh, ",
                _ => string.Empty,
            };
            string value = property.PropertyType == typeof(bool) ? "false" : property.PropertyType.IsEnum ? $"({property.PropertyType.Name})2" : "7";
            LayerDeclaration bare = Read(property, arguments.TrimEnd(',', ' '));
            LayerDeclaration set = Read(property, $"{arguments}{property.Name} = {value}");
            Assert.True(!bare.Equals(set with { Location = bare.Location }), $"{property.ReflectedType.Name}.{property.Name} is not read");
        }

        static LayerDeclaration Read(PropertyInfo property, string arguments) => Assert.Single(
            RoslynHost.Declare($"[Input(8, 8, 1)] [{property.ReflectedType!.Name}({arguments})] public partial class Model;").Layers);
    }

    [Fact]
    public void Defaults_are_those_of_the_attributes()
    {
        Network network = RoslynHost.NetworkOf(
            "[Input(8, 8, 1)] [Conv2D(4, 3, Activation.LeakyReLU)] [BatchNorm] [Conv2D(4, 3, Activation.ELU)] [Dense(3, Activation.None)]");
        var convolution = new Conv2DAttribute(4, 3);
        var norm = new BatchNormAttribute();
        var dense = new DenseAttribute(3);

        ConvolutionLayer leaky = Assert.IsType<ConvolutionLayer>(network.Layers[0]);
        Assert.Equal(new ActivationSpec(ActivationKind.LeakyReLU, (float)convolution.Slope), leaky.Activation);
        Assert.Equal(
            (convolution.Groups, convolution.UseBias, (int)convolution.Initializer, (int)convolution.Padding, convolution.Stride, convolution.Dilation),
            (leaky.Groups, leaky.UseBias, (int)leaky.Initializer, leaky.Window.HasPadding ? 1 : 0, leaky.Window.StrideHeight, leaky.DilationHeight));
        BatchNormLayer read = Assert.IsType<BatchNormLayer>(network.Layers[1]);
        Assert.Equal(((float)norm.Momentum, (float)norm.Epsilon), (read.Momentum, read.Epsilon));
        Assert.Equal(new ActivationSpec(ActivationKind.ELU, (float)convolution.Alpha), Assert.IsType<ConvolutionLayer>(network.Layers[2]).Activation);
        DenseLayer last = Assert.IsType<DenseLayer>(network.Layers[^1]);
        Assert.Equal((dense.UseBias, (int)dense.Initializer), (last.UseBias, (int)last.Initializer));
        Assert.Equal(Activation.ReLU, dense.Activation);
        Assert.Equal(new StandardizeAttribute(Per.Pixel).Epsilon, Assert.IsType<StandardizeLayer>(RoslynHost.NetworkOf("[Input(8, 8, 1)] [Standardize(Per.Pixel)] [Dense(3, Activation.None)]").Layers[0]).Epsilon);
        Assert.Equal(new ZcaWhitenAttribute(Over.Values).Epsilon, Assert.IsType<WhitenLayer>(RoslynHost.NetworkOf("[Input(8, 8, 1)] [ZcaWhiten(Over.Values)] [Dense(3, Activation.None)]").Layers[0]).Epsilon);
    }
}
