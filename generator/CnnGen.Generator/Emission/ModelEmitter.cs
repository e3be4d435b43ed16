using CnnGen.Generator.Analysis;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using static CnnGen.Generator.Emission.CodeWriter;

namespace CnnGen.Generator.Emission;

/// <summary>Prints what people use: constructor, summary, predictions, access to the weights, loading.</summary>
internal static class ModelEmitter
{
    public static string Emit(NetworkPlan plan)
    {
        ModelIdentity identity = plan.Network.Identity;
        string summary = SummaryTable.Write(plan);
        return FileFrame.Write(identity, ["System"], "What a program uses of the model. The passes and kernels are in the files beside.", writer =>
        {
            writer.Line("/// <summary>");
            writer.Line($"/// {Describe(plan)}");
            writer.Line("/// </summary>");
            writer.Line("/// <remarks>");
            writer.Line("/// <code>");
            foreach (string line in summary.Split('\n')) writer.Line("/// " + Escape(line));
            writer.Line("/// </code>");
            writer.Line("/// </remarks>");
            using (writer.Open($"partial class {identity.Name} : global::CnnGen.CompiledModel"))
            {
                EmitConstants(writer, plan, summary);
                EmitConstructors(writer, plan);
                EmitPredict(writer, plan);
                EmitLayers(writer, plan);
                EmitCompiled(writer, plan);
            }
        });
    }

    private static string Describe(NetworkPlan plan) =>
        $"A convolutional network from {plan.Network.Input} to {plan.Network.Output}: {Text.OfCount(plan.Network.Layers.Count, "layer")}, {Text.OfCount(LayerCost.Parameters(plan.Network))} parameters.";

    private static void EmitConstants(CodeWriter writer, NetworkPlan plan, string summary)
    {
        TensorShape input = plan.Network.Input;
        Constant(writer, "Rows of an input picture.", "InputHeight", input.Height);
        Constant(writer, "Columns of an input picture.", "InputWidth", input.Width);
        Constant(writer, "Values of an input pixel.", "InputChannels", input.Channels);
        Constant(writer, "Values of an input sample, [height, width, channels].", "InputLength", checked((int)input.Size));
        Constant(writer, "Values of an output sample.", "OutputLength", checked((int)plan.Network.Output.Size));
        writer.Line("/// <summary>The table of layers: output shape, the part of the input that an output sees, parameters, arithmetic of one forward pass.</summary>");
        writer.Line("public const string Summary =");
        writer.Line("    \"\"\"");
        foreach (string line in summary.Split('\n')) writer.Line("    " + line);
        writer.Line("    \"\"\";");
        writer.Line();
    }

    private static void Constant(CodeWriter writer, string summary, string name, int value)
    {
        writer.Line($"/// <summary>{summary}</summary>");
        writer.Line(Invariant($"public const int {name} = {value};"));
        writer.Line();
    }

    private static void EmitConstructors(CodeWriter writer, NetworkPlan plan)
    {
        string name = plan.Network.Identity.Name;
        writer.Line("/// <summary>A model with freshly drawn weights.</summary>");
        writer.Line("/// <param name=\"seed\">The same seed draws the same weights on every machine.</param>");
        writer.Line($"public {name}(int seed = 0)");
        writer.Line("    : base(Compiled, seed)");
        using (writer.Open(string.Empty))
        {
        }

        writer.Line();
        writer.Line($"private {name}({name} original)");
        writer.Line("    : base(original)");
        using (writer.Open(string.Empty))
        {
        }

        writer.Line();
        writer.Line("/// <summary>A model that shares these weights and has buffers of its own, for another thread.</summary>");
        writer.Line("/// <returns>The other model.</returns>");
        writer.Line($"public {name} Fork() => new(this);");
        writer.Line();
        writer.Line("/// <summary>A model with the weights of a file that <see cref=\"global::CnnGen.CompiledModel.Save\"/> has written.</summary>");
        writer.Line("/// <param name=\"path\">The file, in safetensors.</param>");
        writer.Line("/// <returns>The model.</returns>");
        writer.Line("/// <exception cref=\"global::System.IO.InvalidDataException\">The file is damaged, or of another architecture; the message names the first tensor that differs.</exception>");
        using (writer.Open($"public static {name} Load(string path)"))
        {
            writer.Line($"{name} model = new();");
            writer.Line("model.LoadFrom(path);");
            writer.Line("return model;");
        }

        writer.Line();
    }

    private static void EmitPredict(CodeWriter writer, NetworkPlan plan)
    {
        ActivationKind activation = plan.Network.OutputActivation.Kind;
        bool one = plan.Network.Output.Pixels == 1;
        if (!one || activation is not (ActivationKind.Softmax or ActivationKind.LogSoftmax or ActivationKind.Sigmoid)) return;
        if (activation == ActivationKind.Sigmoid && plan.Network.Output.Channels > 1) return;

        string label = plan.Network.Labels?.EnumName ?? "int";
        string convert = plan.Network.Labels is null ? "index" : $"({label})index";
        string read = activation == ActivationKind.LogSoftmax ? "OfLogProbabilities" : "OfProbabilities";
        writer.Line("/// <summary>The likeliest class of one picture. Allocates nothing after the first call.</summary>");
        writer.Line(Invariant($"/// <param name=\"pixels\">{plan.Network.Input.Height} × {plan.Network.Input.Width} × {plan.Network.Input.Channels} values 0..1 in the order row, column, channel.</param>"));
        writer.Line("/// <returns>The class and its probability.</returns>");
        writer.Line("/// <exception cref=\"ArgumentException\">There are fewer or more values than that.</exception>");
        using (writer.Open($"public global::CnnGen.Prediction<{label}> Predict(ReadOnlySpan<float> pixels)"))
        {
            writer.Line($"(int index, float confidence) = global::CnnGen.Classification.{read}(PredictOne(pixels));");
            writer.Line($"return new({convert}, confidence);");
        }

        writer.Line();
        writer.Line("/// <summary>The likeliest class of each of several pictures.</summary>");
        writer.Line("/// <param name=\"pixels\">Pictures one after the other, each as for one.</param>");
        writer.Line("/// <param name=\"predictions\">Room for as many predictions.</param>");
        writer.Line("/// <exception cref=\"ArgumentException\">The lengths are not those of one number of pictures.</exception>");
        using (writer.Open($"public void Predict(ReadOnlySpan<float> pixels, Span<global::CnnGen.Prediction<{label}>> predictions)"))
        {
            writer.Line("ReadOnlySpan<float> outputs = PredictAll(pixels, predictions.Length);");
            using (writer.Open("for (int i = 0; i < predictions.Length; i++)"))
            {
                writer.Line($"(int index, float confidence) = global::CnnGen.Classification.{read}(outputs.Slice(i * OutputLength, OutputLength));");
                writer.Line($"predictions[i] = new({convert}, confidence);");
            }
        }

        writer.Line();
    }

    private static void EmitLayers(CodeWriter writer, NetworkPlan plan)
    {
        foreach (Layer layer in plan.Network.Layers)
        {
            Dictionary<ParameterRole, int> tensors = Enumerable.Range(0, plan.Parameters.Count)
                .Where(i => plan.Parameters[i].Layer == layer.Index).ToDictionary(i => plan.Parameters[i].Role);
            if (tensors.Count == 0) continue;
            string Tensor(ParameterRole role) => Invariant($"new(Parameters, {tensors[role]})");
            writer.Line($"/// <summary>{Escape(Describer.Title(layer))}.</summary>");
            writer.Line("/// <remarks>");
            foreach (string line in Remarks(plan, layer, tensors)) writer.Line($"/// <para>{Escape(line)}</para>");
            writer.Line("/// </remarks>");
            string OrNull(ParameterRole role) => tensors.ContainsKey(role) ? Tensor(role) : "null";
            writer.Line(layer switch
            {
                BatchNormLayer => $"public global::CnnGen.NormalizationLayer {layer.Name} => new(Gamma: {Tensor(ParameterRole.Gamma)}, Beta: {Tensor(ParameterRole.Beta)}, RunningMean: {Tensor(ParameterRole.RunningMean)}, RunningVariance: {Tensor(ParameterRole.RunningVariance)});",
                StandardizeLayer => $"public global::CnnGen.StandardizingLayer {layer.Name} => new(Mean: {Tensor(ParameterRole.Mean)}, Scale: {OrNull(ParameterRole.Scale)}, Fitted: {Tensor(ParameterRole.Fitted)});",
                WhitenLayer => $"public global::CnnGen.WhiteningLayer {layer.Name} => new(Mean: {Tensor(ParameterRole.Mean)}, Matrix: {Tensor(ParameterRole.Matrix)}, Fitted: {Tensor(ParameterRole.Fitted)});",
                _ => $"public global::CnnGen.WeightedLayer {layer.Name} => new(Weights: {Tensor(ParameterRole.Weight)}, Biases: {OrNull(ParameterRole.Bias)});",
            });
            writer.Line();
        }
    }

    /// <summary>Shapes of the tensors, and how predicting computes the layer.</summary>
    private static IEnumerable<string> Remarks(NetworkPlan plan, Layer layer, Dictionary<ParameterRole, int> tensors)
    {
        yield return string.Join(", ", tensors.Select(tensor => $"{tensor.Key} [{string.Join(", ", plan.Parameters[tensor.Value].Shape.Select(Text.Of))}]")) + ".";
        if (layer is StandardizeLayer) yield return "Applied as pixels are copied to where the first layer reads them.";
        if (layer is WhitenLayer)
        {
            yield return "The mean is taken off as pixels are copied to where the first layer reads them.";
            if (plan.WhiteningFold is { } fold) yield return $"Predicting has the matrix in the weights of the layer that reads it ({fold}).";
        }

        foreach (Step step in plan[PassKind.Slice].Steps.Concat(plan[PassKind.Forward].Steps).Where(step => step.Layer == layer.Index))
        {
            Kernel kernel = plan.Kernels.First(named => named.Name == step.Kernel).Kernel;
            foreach (string line in Describer.Kernel(kernel)) yield return line;
            if (step.Note is not null) yield return step.Note;
            if (Describer.TiledPart(kernel) is not { } contraction) continue;
            foreach (VectorIsa isa in VectorIsa.All) yield return Describer.Tiles(contraction, isa);
        }
    }

    private static void EmitCompiled(CodeWriter writer, NetworkPlan plan)
    {
        Network network = plan.Network;
        writer.Line("/// <summary>What the runtime is told of the model.</summary>");
        writer.Line("private static global::CnnGen.ModelInfo Compiled { get; } = new()");
        writer.Line("{");
        void Property(string name, string value) => writer.Line($"    {name} = {value},");
        Property("Name", $"\"{network.Identity.Name.TrimStart('@')}\"");
        Property("Input", LayerListEmitter.Shape(network.Input));
        Property("Output", LayerListEmitter.Shape(network.Output));
        Property("OutputActivation", $"global::CnnGen.Activation.{network.OutputActivation.Kind}");
        Property("Loss", $"global::CnnGen.LossFunction.{network.Loss}");
        Property("LossFromLogits", plan.LossFromLogits ? "true" : "false");
        Property("ClassNames", $"[{string.Join(", ", (network.Labels?.Names ?? default).Select(name => $"\"{name}\""))}]");
        writer.Line("    Parameters =");
        writer.Line("    [");
        foreach (Parameter parameter in plan.Parameters)
        {
            writer.Line(Invariant(
                $"        new(\"{parameter.FileName}\", [{string.Join(", ", parameter.Shape.Select(Text.Of))}], Offset: {parameter.Offset}, global::CnnGen.ParameterFill.{parameter.Init}, FanIn: {parameter.FanIn}, FanOut: {parameter.FanOut}, IsTrainable: {(parameter.IsTrainable ? "true" : "false")}),"));
        }

        writer.Line("    ],");
        LayerListEmitter.Emit(writer, plan);
        Property("ParameterFloats", Text.Of(plan.ParameterFloats));
        Property("TrainableFloats", Text.Of(plan.TrainableFloats));
        Property("DerivedFloats", Text.Of(plan.DerivedFloats));
        if (plan.ScratchFloats > 0) Property("ScratchFloats", Text.Of(plan.ScratchFloats));
        if (plan.Slices is { } slices)
        {
            writer.Line("    Slices = new(");
            writer.Line(Invariant($"        Samples: {slices.Samples},"));
            writer.Line(Invariant($"        PerSample: {slices.PerSample},"));
            writer.Line($"        Input: {Samples(slices.Input, 0)},");
            writer.Line($"        Output: {Samples(slices.Output, 0)}),");
        }

        if (plan.TrainingSlices is { } training) writer.Line(Invariant($"    TrainingSlices = new(Samples: {training.Samples}, Pieces: {training.Pieces}, PerSample: {training.PerSample}),"));
        EmitArena(writer, "Inference", plan.Inference, training: false, inputGradient: false);
        EmitArena(writer, "Training", plan.Training, training: true, inputGradient: false);
        EmitArena(writer, "InputGradient", plan.InputGradient, training: true, inputGradient: true);
        Property("MultiplyAdds", Invariant($"{LayerCost.MultiplyAdds(network)}"));
        Property("Fingerprint", $"\"{Fingerprint.Of(network)}\"");
        Property("Summary", "Summary");
        writer.Line("};");
    }

    /// <summary>One buffer of the arena a line.</summary>
    private static void EmitArena(CodeWriter writer, string name, ArenaPlan arena, bool training, bool inputGradient)
    {
        List<(string Name, Placement Placement)> buffers = [("Input", arena.Input), ("Output", arena.Output)];
        if (training) buffers.Add(("OutputGradient", arena.OutputGradient));
        if (inputGradient) buffers.Add(("InputGradient", arena.InputGradient));
        writer.Line($"    {name} = new(");
        writer.Line(Invariant($"        PerSample: {arena.PerSample},"));
        writer.Line(Invariant($"        Fixed: {arena.Fixed},"));
        for (int i = 0; i < buffers.Count; i++) writer.Line($"        {buffers[i].Name}: {Samples(buffers[i].Placement, arena.Fixed)}{(i == buffers.Count - 1 ? ")," : ",")}");
    }

    private static string Samples(Placement placement, long start)
    {
        BufferLayout layout = placement.Layout;
        return Invariant(
            $"new(Offset: {placement.Offset}, SampleStride: {layout.SampleStride}, Start: {start + layout.Start}, RowStride: {layout.RowStride}, Rows: {layout.Height}, RowLength: {layout.RowLength})");
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}
