using CnnGen.Kernels.Tests.Harness;
using CnnGen.Kernels.Tests.Reference;
using Xunit;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>The runtime's losses and optimisers, and whole networks trained by them, agree with an independent framework.</summary>
public class GoldenTraining
{
    // Ten steps carry each step's rounding on into the next.
    private const double TrajectoryTolerance = 1e-5;

    private static readonly ModelBatch Models = new(
        "GoldenTraining", () => GoldenIndex.Networks(IsNetwork, golden => (golden.Case.ClassName, GoldenNetworks.Build(golden, golden.Case.ClassName))));

    public static IEnumerable<TheoryDataRow<string>> LossCases() => GoldenIndex.Rows(golden => GoldenLosses.IsLoss(golden.Operation));

    public static IEnumerable<TheoryDataRow<string>> OptimizerCases() => GoldenIndex.Rows(golden => GoldenOptimizers.IsOptimizer(golden.Operation));

    public static IEnumerable<TheoryDataRow<string>> NetworkCases() => GoldenIndex.Rows(IsNetwork);

    [Theory]
    [MemberData(nameof(LossCases))]
    public void Loss_agrees_with_golden_case(string caseId)
    {
        GoldenReader golden = GoldenIndex.Current[caseId].Open();
        GoldenLoss loss = GoldenLosses.Read(golden);
        var gradient = new float[loss.Predictions.Length];

        double value = CreateLoss(golden, loss).Compute(Samples.ToSingle(loss.Predictions), Samples.ToSingle(loss.Targets), gradient, loss.RowLength);

        GoldenCheck.Compare(golden, "loss", [(float)value]);
        GoldenCheck.Compare(golden, "grad_prediction", gradient);
    }

    [Theory]
    [MemberData(nameof(OptimizerCases))]
    public void Optimizer_agrees_with_golden_case(string caseId)
    {
        GoldenReader golden = GoldenIndex.Current[caseId].Open();
        Optimizer optimizer = CreateOptimizer(golden, GoldenOptimizers.Read(golden, golden.Case.Operation));
        float[] parameters = Samples.ToSingle(golden.Values("initial"));
        float[] gradients = Samples.ToSingle(golden.Values("gradients"));
        var trajectory = new List<float>();
        for (int start = 0; start < gradients.Length; start += parameters.Length)
        {
            optimizer.Update(parameters, gradients.AsSpan(start, parameters.Length));
            trajectory.AddRange(parameters);
        }

        GoldenCheck.Compare(golden, "after_each_step", [.. trajectory]);
    }

    [Theory]
    [MemberData(nameof(NetworkCases))]
    public void Training_agrees_with_golden_case(string caseId)
    {
        GoldenCase golden = GoldenIndex.Current[caseId];
        foreach (InstructionSet set in ModelRun.SupportedSets) Train(golden.Open(), set);
    }

    private static void Train(GoldenReader golden, InstructionSet set)
    {
        var parameters = new ReferenceNetwork(GoldenNetworks.Build(golden, golden.Case.ClassName));
        foreach (string parameter in golden.TensorsUnder("initial/")) parameters.Set(parameter, golden.Values($"initial/{parameter}"));
        CompiledModel model = Models.Create(golden.Case.ClassName);
        model.InstructionSet = set;
        ModelRun.CopyParameters(parameters, model);
        Optimizer optimizer = CreateOptimizer(golden, GoldenOptimizers.Read(golden, golden.Text("optimizer")));
        Loss loss = Loss.For(model.Info.Loss, model.Info.LossFromLogits, model.Info.Output.Channels);

        int steps = (int)golden.Number("steps");
        float[] images = Samples.ToSingle(golden.Values("images"));
        GoldenTensor labels = golden.Tensor("labels");
        int batch = labels.Shape[^1];
        int imageLength = images.Length / steps;
        var outputs = new float[batch * model.Info.Output.Length];
        var outputGradient = new float[outputs.Length];
        var losses = new List<float>();
        var trajectory = model.Info.Parameters.Where(parameter => parameter.IsTrainable).ToDictionary(parameter => parameter.Name, _ => new List<float>());
        for (int step = 0; step < steps; step++)
        {
            float[] targets = Samples.ToSingle(Losses.OneHot(model.Info.Output.Channels, [.. labels.Values.Skip(step * batch).Take(batch).Select(label => (long)label)]));
            model.TrainForward(images.AsSpan(step * imageLength, imageLength), outputs, model.Info.Training);
            losses.Add((float)loss.Compute(outputs, targets, outputGradient, model.Info.Output.Length));
            model.TrainBackward(outputGradient, model.Info.Training);
            if (step == 0) CompareFirstStep(golden, model, outputs, set);
            optimizer.Update(model.Parameters.Trainable, model.TrainableGradients);
            model.Parameters.MarkChanged();
            for (int i = 0; i < model.Info.Parameters.Count; i++)
            {
                if (trajectory.TryGetValue(model.Info.Parameters[i].Name, out List<float>? values)) values.AddRange(model.Parameters[i]);
            }
        }

        GoldenCheck.Compare(golden, "losses", [.. losses], set, TrajectoryTolerance);
        foreach ((string parameter, List<float> values) in trajectory) GoldenCheck.Compare(golden, $"after_each_step/{parameter}", [.. values], set, TrajectoryTolerance);
    }

    private static void CompareFirstStep(GoldenReader golden, CompiledModel model, float[] logits, InstructionSet set)
    {
        GoldenCheck.Compare(golden, "first_logits", logits, set);
        for (int i = 0; i < model.Info.Parameters.Count; i++)
        {
            ParameterInfo parameter = model.Info.Parameters[i];
            if (parameter.IsTrainable) GoldenCheck.Compare(golden, $"first_grad/{parameter.Name}", model.GradientOf(i), set, TrajectoryTolerance);
        }
    }

    private static Loss CreateLoss(GoldenReader golden, GoldenLoss loss) => loss.Kind switch
    {
        "softmax_cross_entropy" or "categorical_cross_entropy" => new CategoricalCrossEntropy { FromLogits = loss.FromLogits, LabelSmoothing = loss.LabelSmoothing },
        "negative_log_likelihood" => new NegativeLogLikelihood { LabelSmoothing = loss.LabelSmoothing },
        "binary_cross_entropy" => new BinaryCrossEntropy { FromLogits = loss.FromLogits },
        "mean_squared_error" => new MeanSquaredError(),
        "mean_absolute_error" => new MeanAbsoluteError(),
        "huber" => new Huber(loss.Delta),
        _ => throw golden.Unusable("has a loss that CnnGen does not have"),
    };

    private static Optimizer CreateOptimizer(GoldenReader golden, OptimizerSettings settings)
    {
        if (settings is { Kind: "rmsprop" or "adam", Decay: not 0 }) throw golden.Unusable($"has the attribute weight_decay = {settings.Decay}, which CnnGen's {settings.Kind} does not have");
        float rate = (float)settings.Rate;
        return settings.Kind switch
        {
            "rmsprop" => new RMSprop(rate)
            {
                Rho = settings.Rho, Epsilon = settings.Epsilon, EpsilonInsideRoot = settings.EpsilonInsideRoot, Momentum = settings.Momentum, Centered = settings.Centred,
            },
            "adam" => new Adam(rate) { Beta1 = settings.Beta1, Beta2 = settings.Beta2, Epsilon = settings.Epsilon, EpsilonHat = settings.EpsilonHat },
            "adamw" => new AdamW(rate) { Beta1 = settings.Beta1, Beta2 = settings.Beta2, Epsilon = settings.Epsilon, EpsilonHat = settings.EpsilonHat, WeightDecay = settings.Decay },
            _ => new Sgd(rate) { Momentum = settings.Momentum, Nesterov = settings.Nesterov, WeightDecay = settings.Decay },
        };
    }

    private static bool IsNetwork(GoldenCase golden) => golden.Operation == "train_network";
}
