using CnnGen.Kernels.Tests.Reference;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>An optimiser as a case describes it. Numbers that do not apply keep their neutral values.</summary>
internal sealed record OptimizerSettings(string Kind, double Rate)
{
    public double Momentum { get; init; }

    public bool Nesterov { get; init; }

    public double Decay { get; init; }

    public double Rho { get; init; }

    public double Beta1 { get; init; }

    public double Beta2 { get; init; }

    public double Epsilon { get; init; }

    public bool EpsilonInsideRoot { get; init; }

    public bool EpsilonHat { get; init; }

    public bool Centred { get; init; }
}

/// <summary>Reads optimisers from cases.</summary>
internal static class GoldenOptimizers
{
    public static bool IsOptimizer(string operation) => operation is "sgd" or "momentum" or "nesterov" or "rmsprop" or "adam" or "adamw";

    public static OptimizerSettings Read(GoldenReader golden, string kind)
    {
        var settings = new OptimizerSettings(kind, golden.Number("lr")) { Decay = golden.Number("weight_decay", kind == "adamw" ? 0.01 : 0) };
        switch (kind)
        {
            case "sgd" or "momentum" or "nesterov":
                golden.Demand("dampening", "0", "0.0");
                return settings with { Momentum = golden.Number("momentum", kind == "sgd" ? 0 : 0.9), Nesterov = golden.Flag("nesterov", kind == "nesterov") };

            case "rmsprop":
                return settings with
                {
                    Rho = golden.Number("rho", 0.9),
                    Epsilon = golden.Number("epsilon", 1e-7),
                    EpsilonInsideRoot = golden.Flag("epsilon_inside_root", false),
                    Momentum = golden.Number("momentum", 0),
                    Centred = golden.Flag("centered", false) || golden.Flag("centred", false),
                };

            case "adam" or "adamw":
                golden.Demand("amsgrad", bool.FalseString);
                return settings with
                {
                    Beta1 = golden.Number("beta1", 0.9),
                    Beta2 = golden.Number("beta2", 0.999),
                    Epsilon = golden.Number("epsilon", 1e-7),
                    EpsilonHat = golden.Flag("epsilon_hat", false),
                };

            default:
                throw golden.Unusable($"has the optimizer {kind}, which CnnGen does not have");
        }
    }

    public static ReferenceOptimizer Create(OptimizerSettings settings) => settings.Kind switch
    {
        "rmsprop" => new ReferenceRmsProp(settings.Rate, settings.Rho, settings.Epsilon, settings.EpsilonInsideRoot, settings.Momentum, settings.Centred, settings.Decay),
        "adam" or "adamw" => new ReferenceAdam(
            settings.Rate, settings.Beta1, settings.Beta2, settings.Epsilon, settings.EpsilonHat, settings.Decay, decoupled: settings.Kind == "adamw"),
        _ => new ReferenceSgd(settings.Rate, settings.Momentum, settings.Nesterov, settings.Decay),
    };
}
