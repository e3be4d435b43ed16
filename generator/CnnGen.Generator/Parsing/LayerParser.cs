using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Parsing;

/// <summary>One layer attribute as data. Defaults that a property has in the public attribute are repeated here; a test holds the two together.</summary>
internal static class LayerParser
{
    public static LayerDeclaration Parse(AttributeData attribute, LocationInfo location)
    {
        var arguments = new AttributeArguments(attribute);
        LayerDeclaration layer = attribute.AttributeClass?.Name switch
        {
            "Conv2DAttribute" => ParseConvolution(arguments, location),
            "MaxPoolAttribute" => ParsePooling(arguments, location, PoolingKind.Max),
            "AveragePoolAttribute" => ParsePooling(arguments, location, PoolingKind.Average),
            "GlobalAveragePoolAttribute" => new GlobalAveragePoolDeclaration(location),
            "FlattenAttribute" => new FlattenDeclaration(location),
            "DenseAttribute" => ParseDense(arguments, location),
            "DropoutAttribute" => new DropoutDeclaration(location, arguments.RequiredNumber("rate")),
            "BatchNormAttribute" => new BatchNormDeclaration(location, arguments.Named<double>("Momentum") ?? 0.99, arguments.Named<double>("Epsilon") ?? 1e-3),
            "ActivationAttribute" => new ActivationLayerDeclaration(location, ParseActivation(arguments)),
            "RescaleAttribute" => new RescaleDeclaration(location, arguments.RequiredNumber("scale"), arguments.RequiredNumber("offset")),
            "MeanNormalizeAttribute" => new MeanNormalizeDeclaration(location, arguments.Required("per")),
            "StandardizeAttribute" => new StandardizeDeclaration(location, arguments.Required("per"), arguments.RequiredNumber("epsilon")),
            "PcaWhitenAttribute" => ParseWhitening(arguments, location, WhiteningKind.Pca),
            "ZcaWhitenAttribute" => ParseWhitening(arguments, location, WhiteningKind.Zca),
            _ => new UnreadableDeclaration(location),
        };
        return arguments.AreReadable ? layer : new UnreadableDeclaration(location);
    }

    private static ConvolutionDeclaration ParseConvolution(AttributeArguments arguments, LocationInfo location) => new(
        location,
        arguments.Required("filters"),
        arguments.Required("kernel", orElse: "kernelHeight"),
        arguments.Required("kernel", orElse: "kernelWidth"),
        arguments.Positional<int>("padding") ?? 0,
        ParseStep(arguments, "Stride"),
        ParseStep(arguments, "Dilation"),
        arguments.Named<int>("Groups") ?? 1,
        arguments.Named<bool>("UseBias") ?? true,
        arguments.Named<int>("Initializer") ?? 0,
        ParseActivation(arguments));

    private static PoolingDeclaration ParsePooling(AttributeArguments arguments, LocationInfo location, PoolingKind kind) => new(
        location,
        kind,
        arguments.Required("window", orElse: "windowHeight"),
        arguments.Required("window", orElse: "windowWidth"),
        arguments.Positional<int>("padding") ?? 0,
        ParseStep(arguments, "Stride"));

    private static DenseDeclaration ParseDense(AttributeArguments arguments, LocationInfo location) => new(
        location,
        arguments.Positional<int>("units"),
        arguments.Named<bool>("UseBias") ?? true,
        arguments.Named<int>("Initializer") ?? 0,
        ParseActivation(arguments));

    private static WhitenDeclaration ParseWhitening(AttributeArguments arguments, LocationInfo location, WhiteningKind kind) =>
        new(location, kind, arguments.Required("over"), arguments.RequiredNumber("epsilon"));

    private static StepDeclaration ParseStep(AttributeArguments arguments, string name) =>
        new(arguments.Named<int>(name), arguments.Named<int>(name + "Height"), arguments.Named<int>(name + "Width"));

    private static ActivationDeclaration ParseActivation(AttributeArguments arguments) =>
        new(arguments.Positional<int>("activation"), arguments.Named<double>("Slope"), arguments.Named<double>("Alpha"));
}
