using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// Plans the backward pass: from the last operation to the first, the gradient of what an operation read from the gradient of what it wrote.
/// The first operation with parameters needs no input gradient; that one and those before it are a pass of their own, for whoever asks.
/// The first operations run in slices, as in the forward pass; gradients between them live within a slice.
/// </summary>
/// <param name="sliced">Operations that run in slices.</param>
internal sealed class BackwardPlanner(PlanBuilder builder, ParameterMap parameters, EquatableArray<Operation> operations, int body, int sliced, TrainingPlanner forward, ConvolutionRule rule)
{
    /// <summary>Convolutions whose gradient has passed their activation already, at the size of the pool behind them; with that gradient.</summary>
    private readonly Dictionary<int, (PlannedBuffer Buffer, BufferLayout Layout)> _settled = [];

    /// <summary>Activations that the gradient has passed already, at the size of the pool behind them.</summary>
    private readonly HashSet<int> _passed = [];

    private readonly int _firstTrained = Enumerable.Range(0, body).Where(i => operations[i].HasParameters).Append(body).First();

    /// <summary>The value whose gradient the loss writes.</summary>
    public Value Output => forward.Output;

    public void Plan()
    {
        // Kept apart from what the last operations write: the loss fills it before the pass begins.
        Value output = forward.Output;
        GradientOf(output, body - 1, isOutput: true);
        output.Gradient!.Touch(Math.Max(0, builder.Now - 1));
        int start = builder.Now;
        for (int i = body - 1; i >= 0; i--)
        {
            if (i == sliced - 1) start = builder.Now;
            PlanOperation(i);
        }

        if (sliced > 0) builder.EndStage(start);
        forward.Input.Gradient ??= GradientOf(forward.Input, -1);
        if (body == 0 || forward.Input.Gradient.First == int.MaxValue) forward.Input.Gradient.Touch(builder.Now);
    }

    private PassKind InputPass(int index) => PassOf(index, index <= _firstTrained);

    private PassKind OwnPass(int index) => PassOf(index, index < _firstTrained);

    /// <summary>The pass that adds up what samples and pieces have left.</summary>
    private PassKind SumPass(int index) => index < sliced ? PassKind.GradientSum : OwnPass(index);

    private PassKind PassOf(int index, bool isForInput) => index < sliced
        ? (isForInput ? PassKind.InputGradientSlice : PassKind.BackwardSlice)
        : isForInput ? PassKind.InputGradient : PassKind.Backward;

    /// <summary>The gradient buffer of a value; made when first asked for, with the halo that its writer and its reader need.</summary>
    private PlannedBuffer GradientOf(Value value, int producer, bool isOutput = false)
    {
        if (value.Gradient is { } known) return known;
        Halo halo = default;
        if (!value.Shape.IsFlat)
        {
            // In-place operations hand on the value of the convolution before them.
            int maker = producer;
            while (maker > 0 && ReferenceEquals(forward.Inputs[maker], value)) maker--;
            if (maker >= 0 && operations[maker].Layer is ConvolutionLayer made) halo = GradientHaloOf(made, maker);
            int reader = producer + 1;
            while (reader < body && ReferenceEquals(forward.Outputs[reader], value)) reader++;
            if (reader < body)
            {
                if (operations[reader].Layer is ConvolutionLayer { PadsWithEdge: true } edge) halo = Halo.Max(halo, Halo.Of(edge.Window));

                // A vector has no room for a halo: the reader writes a plain picture, and the convolution below makes its own.
                if (operations[reader].Layer is FlattenLayer or DenseLayer) halo = default;
            }
        }

        value.GradientLayout = BufferLayout.Of(value.Shape, halo);
        string name = (producer < 0 ? "Input" : operations[producer].Layer.Name) + "Gradient";
        bool appended = producer < _firstTrained && !isOutput;
        value.Gradient = NewBuffer(name, value.GradientLayout.SampleStride, appended, isPassing: producer + 1 < sliced);
        return value.Gradient;
    }

    /// <param name="isAppended">Whether only the pass to the input's gradient wants it.</param>
    /// <param name="isPassing">Whether it lives within a slice.</param>
    private PlannedBuffer NewBuffer(string name, int floats, bool isAppended, bool isPassing) =>
        isAppended ? builder.NewAppendedBuffer(name, floats) : isPassing ? builder.NewSliceBuffer(name, floats) : builder.NewBuffer(name, floats);

    private void PlanOperation(int index)
    {
        Value input = forward.Inputs[index];
        Value output = forward.Outputs[index];
        PlannedBuffer outputGradient = GradientOf(output, index);
        int source = operations[index].Source;
        Layer layer = operations[index].Layer;
        string name = layer.Name + "InputGradient";
        PassKind pass = InputPass(index);
        switch (layer)
        {
            case FlattenLayer:
                // The same values under another shape.
                input.Gradient = outputGradient;
                input.GradientLayout = BufferLayout.Of(input.Shape);
                break;
            case DropoutLayer dropout:
                GradientOf(input, index - 1);
                builder.AddElement(
                    pass, name, source, ElementOperation.Dropout, dropout.Output, default, dropout.Rate,
                    [(outputGradient, output.GradientLayout, "input"), (input.Gradient!, input.GradientLayout, "output")]);
                break;
            case ActivationLayer activation:
                PlanActivation(activation, input, output, index, pass);
                break;
            case PoolingLayer pool:
                PlanPool(pool, input, output, index, pass);
                break;
            case WhitenLayer whitening:
                builder.AddWhiteningGradient(whitening, source, pass, parameters[source, ParameterRole.Matrix], input, output, GradientOf(input, index - 1));
                break;
            case BatchNormLayer norm:
                PlanNorm(norm, input, output, index, pass);
                break;
            case DenseLayer dense:
                PlanDense(dense, input, output, index, pass);
                break;
            case ConvolutionLayer convolution:
                PlanConvolution(convolution, input, output, index, pass);
                break;
            default:
                throw new InvalidOperationException($"No gradient for {layer.GetType().Name}.");
        }
    }

    private void PlanActivation(ActivationLayer layer, Value input, Value output, int index, PassKind pass)
    {
        if (_passed.Contains(index)) return;
        int source = operations[index].Source;
        string name = layer.Name + "InputGradient";
        GradientOf(input, index - 1);
        if (layer.Activation.Kind is ActivationKind.Softmax or ActivationKind.LogSoftmax)
        {
            if (input != output)
            {
                builder.AddElement(
                    pass, name + "Copy", source, ElementOperation.Copy, layer.Output, default, 0,
                    [(output.Gradient!, output.GradientLayout, "input"), (input.Gradient!, input.GradientLayout, "output")]);
            }

            var kernel = new SoftmaxGradientKernel(layer.Activation.Kind == ActivationKind.LogSoftmax, output.Layout, input.GradientLayout);
            builder.Add(pass, name, source, kernel, 1, layer.Output.Size * 4, false, output.Buffer, input.Gradient!);
            return;
        }

        bool fromInput = !IsToldFromOutput(layer);
        Value read = fromInput ? input : output;
        builder.AddElement(
            pass, name, source, fromInput ? ElementOperation.ActivationGradientFromInput : ElementOperation.ActivationGradientFromOutput, layer.Output, layer.Activation, 0,
            [(read.Buffer, read.Layout, fromInput ? "input" : "output"), (output.Gradient!, output.GradientLayout, "outputGradient"), (input.Gradient!, input.GradientLayout, "inputGradient")]);
    }

    private static bool IsToldFromOutput(ActivationLayer layer) =>
        layer.Activation.Kind is not (ActivationKind.GELU or ActivationKind.SiLU or ActivationKind.Softmax or ActivationKind.LogSoftmax);

    private void PlanPool(PoolingLayer layer, Value input, Value output, int index, PassKind pass)
    {
        PlannedBuffer inputGradient = GradientOf(input, index - 1);
        if (layer.Kind == PoolingKind.Max && index > 0 && operations[index - 1].Layer is ConvolutionLayer { Activation.Kind: not ActivationKind.None } convolution)
        {
            // What wins a window has passed the activation as its maximum shows: the gradient meets it where it is smallest.
            PlanEpilogueGradient(convolution, convolution.Activation, output, index - 1);
            _settled.Add(index - 1, (output.Gradient!, output.GradientLayout));
        }
        else if (layer.Kind == PoolingKind.Max && index > 0 && operations[index - 1].Layer is ActivationLayer activation && ReferenceEquals(forward.Inputs[index - 1], input) && IsToldFromOutput(activation))
        {
            PlanEpilogueGradient(activation, activation.Activation, output, index - 1);
            _passed.Add(index - 1);
        }

        string name = layer.Name + "InputGradient";
        int source = operations[index].Source;
        if (forward.Winners[index] is { } winners)
        {
            var scatter = new PoolScatterKernel(layer.Window, output.GradientLayout, input.GradientLayout);
            builder.Add(pass, name, source, scatter, 1, layer.Input.Size / 4, false, winners, output.Gradient!, inputGradient);
            return;
        }

        var kernel = new PoolGradientKernel(layer.Kind, layer.Window, input.Layout, output.Layout, output.GradientLayout, input.GradientLayout);
        long work = layer.Output.Size * layer.Window.Height * layer.Window.Width / 2;
        Operand[] operands = layer.Kind == PoolingKind.Max
            ? [input.Buffer, output.Buffer, output.Gradient!, inputGradient]
            : [output.Gradient!, inputGradient];
        builder.Add(pass, name, source, kernel, 1, work, false, operands);
    }

    private void PlanNorm(BatchNormLayer layer, Value input, Value output, int index, PassKind pass)
    {
        int source = operations[index].Source;
        int channels = layer.Output.Channels;
        int stride = BufferLayout.RoundUp(channels);
        NormalizationState state = forward.Normalizations[index];
        Operand gammaGradient = parameters.GradientOf(source, ParameterRole.Gamma);
        Operand betaGradient = parameters.GradientOf(source, ParameterRole.Beta);
        PlannedBuffer sums = builder.NewBuffer(layer.Name + "GradientSums", channels);
        var total = new ColumnSumKernel(0, channels, stride, channels, 0);
        builder.Add(
            OwnPass(index), layer.Name + "BetaSums", source, new PixelSumKernel(PixelSumKind.Plain, output.GradientLayout, default, stride), 1, layer.Output.Size / 4, false, output.Gradient!, sums);
        builder.Add(OwnPass(index), layer.Name + "BetaGradient", source, total, 1, channels, true, sums, betaGradient);
        builder.Add(
            OwnPass(index), layer.Name + "GammaSums", source, new PixelSumKernel(PixelSumKind.ProductWithNormalized, output.GradientLayout, input.Layout, stride), 1, layer.Output.Size / 2, false,
            output.Gradient!, input.Buffer, sums, state.Mean, state.Inverse);
        builder.Add(OwnPass(index), layer.Name + "GammaGradient", source, total, 1, channels, true, sums, gammaGradient);

        PlannedBuffer inputGradient = GradientOf(input, index - 1);
        Operand gamma = parameters[source, ParameterRole.Gamma];
        if (layer.IsFrozen)
        {
            builder.AddElement(
                pass, layer.Name + "InputGradient", source, ElementOperation.FrozenNormalizeGradient, layer.Output, default, 0,
                [(output.Gradient!, output.GradientLayout, "outputGradient"), (inputGradient, input.GradientLayout, "inputGradient")], ("inverse", state.Inverse), ("gamma", gamma));
        }
        else
        {
            builder.AddElement(
                pass, layer.Name + "InputGradient", source, ElementOperation.NormalizeGradient, layer.Output, default, 0,
                [(input.Buffer, input.Layout, "input"), (output.Gradient!, output.GradientLayout, "outputGradient"), (inputGradient, input.GradientLayout, "inputGradient")],
                ("mean", state.Mean), ("inverse", state.Inverse), ("gamma", gamma), ("betaGradient", betaGradient), ("gammaGradient", gammaGradient));
        }
    }

    private void PlanDense(DenseLayer layer, Value input, Value output, int index, PassKind pass)
    {
        int source = operations[index].Source;
        PlanEpilogueGradient(layer, layer.Activation, output, index);
        PlannedBuffer outputGradient = output.Gradient!;
        int units = layer.Output.Channels;
        long work = layer.Input.Size * units;
        if (layer.UseBias)
        {
            var sum = new ColumnSumKernel(0, units, output.GradientLayout.SampleStride, units, 0);
            builder.Add(OwnPass(index), layer.Name + "BiasGradient", source, sum, 1, units, true, outputGradient, parameters.GradientOf(source, ParameterRole.Bias));
        }

        ContractionKernel weightKernel = DenseWalks.WeightGradient(layer, BufferLayout.Of(input.Shape), output.GradientLayout);
        Operand weightGradient = parameters.GradientOf(source, ParameterRole.Weight);
        Operand[] operands = units == 1 ? [outputGradient, input.Buffer, weightGradient] : [input.Buffer, outputGradient, weightGradient];
        builder.Add(OwnPass(index), layer.Name + "WeightGradient", source, weightKernel, weightKernel.Items[0].Count.Value, work, true, operands);

        PlannedBuffer inputGradient = GradientOf(input, index - 1);
        Operand weights = parameters[source, ParameterRole.Weight];
        if (DenseWalks.ReadsRows(layer))
        {
            ContractionKernel byRows = DenseWalks.InputGradientByRows(layer, output.GradientLayout, BufferLayout.Of(input.Shape));
            builder.Add(pass, layer.Name + "InputGradient", source, byRows, byRows.Items[0].Count.Value, work, true, weights, outputGradient, inputGradient);
            return;
        }

        if (units > 1)
        {
            int inputs = DenseWalks.Inputs(layer);
            Operand transposed = builder.Derived.Take(checked(inputs * units));
            builder.Add(PassKind.TrainingRefresh, "Transpose" + layer.Name, source, new TransposeKernel(1, inputs, units), 1, work, true, weights, transposed);
            weights = transposed;
        }

        ContractionKernel kernel = DenseWalks.InputGradient(layer, output.GradientLayout, BufferLayout.Of(input.Shape));
        builder.Add(pass, layer.Name + "InputGradient", source, kernel, kernel.Items[0].Count.Value, work, true, outputGradient, weights, inputGradient);
    }

    private void PlanConvolution(ConvolutionLayer layer, Value input, Value output, int index, PassKind pass)
    {
        int source = operations[index].Source;
        string name = layer.Name;
        if (!_settled.ContainsKey(index)) PlanEpilogueGradient(layer, layer.Activation, output, index);
        WinogradForm? weightForm = forward.ChoiceOf(index).WeightGradient;
        if (weightForm is null) PlanWeightGradient(layer, input, output, index);

        // The output gradient with a rim of zeros, in place where its buffer has one.
        PassKind paddingPass = weightForm is null ? pass : OwnPass(index);
        PlannedBuffer outputGradient = output.Gradient!;
        BufferLayout gradientLayout = output.GradientLayout;
        Halo halo = GradientHaloOf(layer, index);
        if (Halo.Max(halo, gradientLayout.Halo) != gradientLayout.Halo)
        {
            BufferLayout padded = BufferLayout.Of(layer.Output, halo);
            bool isAppended = paddingPass is PassKind.InputGradient or PassKind.InputGradientSlice;
            PlannedBuffer copy = NewBuffer(name + "PaddedGradient", padded.SampleStride, isAppended, isPassing: index < sliced);
            builder.AddElement(
                paddingPass, name + "PaddedGradient", source, ElementOperation.Copy, layer.Output, default, 0, [(outputGradient, gradientLayout, "input"), (copy, padded, "output")]);
            (outputGradient, gradientLayout) = (copy, padded);
        }

        if (!halo.IsEmpty)
        {
            builder.Add(paddingPass, name + "GradientPadding", source, new HaloKernel(gradientLayout, halo, CopiesEdge: false), 1, layer.Output.Size / 8, false, outputGradient);
        }

        PlanBiasGradient(layer, output, index);
        if (weightForm is not null) PlanWeightGradient(weightForm, layer, input, outputGradient, gradientLayout, index);
        PlanInputGradient(layer, input, outputGradient, gradientLayout, index, pass);
    }

    /// <summary>How the input gradient is computed: as the forward pass of a layer with turned filters. What flows into edge padding has to be gathered from it.</summary>
    private ConvolutionChoice InputChoice(ConvolutionLayer layer) => layer.PadsWithEdge || layer.IsDepthwise ? ConvolutionChoice.Direct : rule(WinogradWalks.Turn(layer), null);

    /// <summary>The zeros that the gradient of a convolution's output needs around it.</summary>
    private Halo GradientHaloOf(ConvolutionLayer layer, int index)
    {
        Halo halo = InputChoice(layer).Winograd is { } form ? WinogradWalks.HaloOf(form, WinogradWalks.Turn(layer), null) : InputGradientWalks.HaloOf(layer);
        return forward.ChoiceOf(index).WeightGradient is { } weightForm ? Halo.Max(halo, WinogradWalks.OverhangOf(weightForm, layer)) : halo;
    }

    private void PlanInputGradient(ConvolutionLayer layer, Value input, PlannedBuffer outputGradient, BufferLayout gradientLayout, int index, PassKind pass)
    {
        int source = operations[index].Source;
        string name = layer.Name;
        PlannedBuffer inputGradient = GradientOf(input, index - 1);
        Operand weights = parameters[source, ParameterRole.Weight];
        if (!layer.IsDepthwise)
        {
            Operand turned = builder.Derived.Take(ConvolutionWalks.WeightCount(layer));
            var turn = new TransposeKernel(layer.Window.Height * layer.Window.Width, layer.Input.Channels / layer.Groups, layer.Output.Channels);
            builder.Add(PassKind.TrainingRefresh, "Turn" + name, source, turn, turn.Count, ConvolutionWalks.WeightCount(layer), true, weights, turned);
            weights = turned;
        }

        if (InputChoice(layer).Winograd is { } form)
        {
            ConvolutionLayer turnedLayer = WinogradWalks.Turn(layer);
            Operand transformed = builder.AddFilterTransform(form, turnedLayer, PassKind.TrainingRefresh, "TransformTurned" + name, source, weights);
            WinogradKernel winograd = WinogradWalks.Forward(form, turnedLayer, gradientLayout, input.GradientLayout, null);
            builder.Add(
                pass, name + "InputGradient", source, winograd, winograd.GroupsOfSample, WinogradWalks.WorkOf(form, turnedLayer), false, outputGradient, transformed, inputGradient, PlanBuilder.Scratch);
            return;
        }

        if (InputGradientWalks.LeavesGaps(layer))
        {
            builder.Add(
                pass, name + "InputGradientClear", source, new ClearKernel(input.GradientLayout.SampleStride), 1, input.GradientLayout.SampleStride / 8, false, inputGradient);
        }

        int phase = 0;
        List<ContractionKernel> kernels = [.. InputGradientWalks.Phases(layer, gradientLayout, input.GradientLayout)];
        foreach (ContractionKernel kernel in kernels)
        {
            phase++;
            long work = layer.Output.Size * ConvolutionWalks.WeightCount(layer) / layer.Output.Channels / kernels.Count;
            builder.Add(
                pass, kernels.Count == 1 ? name + "InputGradient" : CodeName(name, phase), source, kernel, kernel.Items[1].Count.Value, work, false, outputGradient, weights, inputGradient);
        }

        if (layer.PadsWithEdge && layer.Window.HasPadding)
        {
            builder.Add(pass, name + "EdgeGradient", source, new FoldHaloKernel(input.GradientLayout, Halo.Of(layer.Window)), 1, layer.Input.Size / 8, false, inputGradient);
        }
    }

    private void PlanBiasGradient(ConvolutionLayer layer, Value output, int index)
    {
        if (!layer.UseBias) return;
        int source = operations[index].Source;
        PassKind pass = OwnPass(index);
        int filters = layer.Output.Channels;
        int stride = BufferLayout.RoundUp(filters);
        PlannedBuffer sums = builder.NewBuffer(layer.Name + "BiasSums", filters);

        // A pool hands on each value of its gradient to one pixel: the sum is the same before as after.
        (PlannedBuffer gradient, BufferLayout layout) = _settled.TryGetValue(index, out (PlannedBuffer Buffer, BufferLayout Layout) pooled) ? pooled : (output.Gradient!, output.GradientLayout);
        builder.Add(
            pass, layer.Name + "BiasSums", source, new PixelSumKernel(PixelSumKind.Plain, layout, default, stride), 1, (long)layout.Height * layout.RowLength / 4, false, gradient, sums);
        builder.Add(
            SumPass(index), layer.Name + "BiasGradient", source, new ColumnSumKernel(0, filters, stride, filters, 0), 1, filters, true, sums, parameters.GradientOf(source, ParameterRole.Bias));
    }

    /// <summary>The weight gradient between Winograd's transforms.</summary>
    private void PlanWeightGradient(WinogradForm form, ConvolutionLayer layer, Value input, PlannedBuffer outputGradient, BufferLayout gradientLayout, int index)
    {
        int source = operations[index].Source;
        PassKind pass = OwnPass(index);
        WinogradGradientKernel kernel = WinogradWalks.WeightGradient(form, layer, input.Layout, gradientLayout, inSlices: index < sliced);
        Operand sums = builder.Fixed.Take(checked(kernel.SumsOfPiece * kernel.Pieces));
        if (kernel.InSlices) PlanClear(layer, source, kernel.SumsOfPiece, sums);
        builder.Add(
            pass, layer.Name + "WeightGradient", source, kernel, kernel.Pieces, WinogradWalks.WorkOf(form, layer), true, input.Buffer, outputGradient, sums, PlanBuilder.Scratch);
        var filters = new WinogradFilterGradientKernel(form, layer.Input.Channels * layer.Output.Channels, kernel.Pieces);
        builder.Add(
            SumPass(index), layer.Name + "WeightGradientReturn", source, filters, filters.Items, (long)form.Products * filters.Matrix * kernel.Pieces, true, sums, parameters.GradientOf(source, ParameterRole.Weight));
    }

    private void PlanWeightGradient(ConvolutionLayer layer, Value input, Value output, int index)
    {
        int source = operations[index].Source;
        PassKind pass = OwnPass(index);
        int filters = layer.Output.Channels;
        PlannedBuffer outputGradient = output.Gradient!;
        ContractionKernel kernel = ConvolutionWalks.WeightGradient(layer, input.Layout, output.GradientLayout, inSlices: index < sliced);
        int items = kernel.Items.Aggregate(1, (product, loop) => product * loop.Count.Value);
        long work = layer.Output.Size * ConvolutionWalks.WeightCount(layer) / filters;
        Operand gradient = parameters.GradientOf(source, ParameterRole.Weight);
        if (!ConvolutionWalks.SumsCopies(layer))
        {
            const int Stretch = 16384;
            int whole = ConvolutionWalks.WeightCount(layer);
            int stretch = whole % Stretch == 0 ? Stretch : whole;
            builder.Add(pass, layer.Name + "WeightGradientClear", source, new ClearKernel(stretch), whole / stretch, whole / 8, true, gradient);
            builder.Add(pass, layer.Name + "WeightGradient", source, kernel, items, work, true, input.Buffer, outputGradient, gradient);
            return;
        }

        int count = ConvolutionWalks.WeightCount(layer);
        int copy = BufferLayout.RoundUp(count);
        Operand copies = builder.Fixed.Take(checked(copy * ConvolutionWalks.Pieces));
        PlanClear(layer, source, copy, copies);
        builder.Add(pass, layer.Name + "WeightGradient", source, kernel, items, work, true, input.Buffer, outputGradient, copies);
        const int Chunk = 4096;
        builder.Add(
            SumPass(index), layer.Name + "WeightGradientSum", source, new ColumnSumKernel(ConvolutionWalks.Pieces, count, copy, Chunk, 0), ((count - 1) / Chunk) + 1, count * ConvolutionWalks.Pieces / 4, true,
            copies, gradient);
    }

    /// <summary>Clears the sums of all pieces, before any slice adds to them.</summary>
    private void PlanClear(ConvolutionLayer layer, int source, int floats, Operand sums) => builder.Add(
        PassKind.Backward, layer.Name + "WeightGradientClear", source, new ClearKernel(floats), ConvolutionWalks.Pieces, (long)floats * ConvolutionWalks.Pieces / 8, true, sums);

    /// <summary>The gradient passes the activation of a contraction's epilogue in place.</summary>
    private void PlanEpilogueGradient(Layer layer, ActivationSpec activation, Value output, int index)
    {
        if (activation.Kind == ActivationKind.None) return;
        builder.AddElement(
            OwnPass(index), layer.Name + activation.Kind + "Gradient", operations[index].Source, ElementOperation.ActivationGradientFromOutput, output.Shape, activation, 0,
            [(output.Buffer, output.Layout, "output"), (output.Gradient!, output.GradientLayout, "outputGradient"), (output.Gradient!, output.GradientLayout, "inputGradient")]);
    }

    private static string CodeName(string name, int phase) => name + "InputGradientPhase" + phase.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
