using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>Plans the gradients of convolutions: of bias, weights and input, each by sums in registers or between Winograd's transforms.</summary>
internal sealed class ConvolutionBackward(BackwardContext context)
{
    public void Plan(ConvolutionLayer layer, Value input, Value output, int index, PassKind pass)
    {
        int source = context.Operations[index].Source;
        string name = layer.Name;
        if (!context.Settled.ContainsKey(index)) context.PlanEpilogueGradient(layer, layer.Activation, output, index);
        WinogradForm? weightForm = context.Forward.ChoiceOf(index).WeightGradient;
        if (weightForm is null) PlanWeightGradient(layer, input, output, index);

        // The output gradient with a rim of zeros, in place where its buffer has one.
        PassKind paddingPass = weightForm is null ? pass : context.OwnPass(index);
        PlannedBuffer outputGradient = output.Gradient!;
        BufferLayout gradientLayout = output.GradientLayout;
        Halo halo = context.GradientHaloOf(layer, index);
        if (Halo.Max(halo, gradientLayout.Halo) != gradientLayout.Halo)
        {
            BufferLayout padded = BufferLayout.Of(layer.Output, halo);
            bool isAppended = paddingPass is PassKind.InputGradient or PassKind.InputGradientSlice;
            PlannedBuffer copy = context.NewBuffer(name + "PaddedGradient", padded.SampleStride, isAppended, isPassing: context.IsSliced(index));
            context.Builder.AddElement(
                paddingPass, name + "PaddedGradient", source, ElementOperation.Copy, layer.Output, default, 0, [(outputGradient, gradientLayout, "input"), (copy, padded, "output")]);
            (outputGradient, gradientLayout) = (copy, padded);
        }

        if (!halo.IsEmpty)
        {
            context.Builder.Add(paddingPass, name + "GradientPadding", source, new HaloKernel(gradientLayout, halo, CopiesEdge: false), 1, layer.Output.Size / 8, false, outputGradient);
        }

        PlanBiasGradient(layer, output, index);
        if (weightForm is not null) PlanWeightGradient(weightForm, layer, input, outputGradient, gradientLayout, index);
        PlanInputGradient(layer, input, outputGradient, gradientLayout, index, pass);
    }

    private void PlanInputGradient(ConvolutionLayer layer, Value input, PlannedBuffer outputGradient, BufferLayout gradientLayout, int index, PassKind pass)
    {
        int source = context.Operations[index].Source;
        string name = layer.Name;
        PlannedBuffer inputGradient = context.GradientOf(input, index - 1);
        Operand weights = context.Parameters[source, ParameterRole.Weight];
        if (!layer.IsDepthwise)
        {
            Operand turned = context.Builder.Derived.Take(ConvolutionWalks.WeightCount(layer));
            var turn = new TransposeKernel(layer.Window.Height * layer.Window.Width, layer.Input.Channels / layer.Groups, layer.Output.Channels);
            context.Builder.Add(PassKind.TrainingRefresh, "Turn" + name, source, turn, turn.Strips, ConvolutionWalks.WeightCount(layer), true, weights, turned);
            weights = turned;
        }

        if (context.InputChoice(layer).Winograd is { } form)
        {
            ConvolutionLayer turnedLayer = WinogradWalks.Turn(layer);
            Operand transformed = context.Builder.AddFilterTransform(form, turnedLayer, PassKind.TrainingRefresh, "TransformTurned" + name, source, weights);
            WinogradKernel winograd = WinogradWalks.Forward(form, turnedLayer, gradientLayout, input.GradientLayout, null);
            context.Builder.Add(
                pass, name + "InputGradient", source, winograd, winograd.ItemsOfSample, WinogradWalks.WorkOf(form, turnedLayer), false, outputGradient, transformed, inputGradient, PlanBuilder.Scratch);
            return;
        }

        if (InputGradientWalks.LeavesGaps(layer))
        {
            context.Builder.Add(
                pass, name + "InputGradientClear", source, new ClearKernel(input.GradientLayout.SampleStride), 1, input.GradientLayout.SampleStride / 8, false, inputGradient);
        }

        int phase = 0;
        List<ContractionKernel> kernels = [.. InputGradientWalks.Phases(layer, gradientLayout, input.GradientLayout)];
        foreach (ContractionKernel kernel in kernels)
        {
            phase++;
            long work = layer.Output.Size * ConvolutionWalks.WeightCount(layer) / layer.Output.Channels / kernels.Count;
            context.Builder.Add(
                pass, kernels.Count == 1 ? name + "InputGradient" : CodeName(name, phase), source, kernel, kernel.Items[1].Count.Value, work, false, outputGradient, weights, inputGradient);
        }

        if (layer.PadsWithEdge && layer.Window.HasPadding)
        {
            context.Builder.Add(pass, name + "EdgeGradient", source, new FoldHaloKernel(input.GradientLayout, Halo.Of(layer.Window)), 1, layer.Input.Size / 8, false, inputGradient);
        }
    }

    private void PlanBiasGradient(ConvolutionLayer layer, Value output, int index)
    {
        if (!layer.UseBias) return;
        int source = context.Operations[index].Source;
        PassKind pass = context.OwnPass(index);
        int filters = layer.Output.Channels;
        int stride = BufferLayout.RoundUp(filters);
        PlannedBuffer sums = context.Builder.NewBuffer(layer.Name + "BiasSums", filters);

        // A pool hands on each value of its gradient to one pixel: the sum is the same before as after.
        (PlannedBuffer gradient, BufferLayout layout) = context.Settled.TryGetValue(index, out (PlannedBuffer Buffer, BufferLayout Layout) pooled) ? pooled : (output.Gradient!, output.GradientLayout);
        context.Builder.Add(
            pass, layer.Name + "BiasSums", source, new PixelSumKernel(layout, stride), 1, (long)layout.Height * layout.RowLength / 4, false, gradient, sums);
        context.Builder.Add(
            context.SumPass(index), layer.Name + "BiasGradient", source, new ColumnSumKernel(0, filters, stride, filters), 1, filters, true, sums, context.Parameters.GradientOf(source, ParameterRole.Bias));
    }

    /// <summary>The weight gradient between Winograd's transforms.</summary>
    private void PlanWeightGradient(WinogradForm form, ConvolutionLayer layer, Value input, PlannedBuffer outputGradient, BufferLayout gradientLayout, int index)
    {
        int source = context.Operations[index].Source;
        PassKind pass = context.OwnPass(index);
        WinogradGradientKernel kernel = WinogradWalks.WeightGradient(form, layer, input.Layout, gradientLayout, inSlices: context.IsSliced(index));
        Operand sums = context.Builder.Fixed.Take(checked(kernel.SumsOfPiece * kernel.Pieces));
        if (kernel.InSlices) PlanClear(PassKind.BackwardPiece, layer, source, kernel.SumsOfPiece, sums);
        context.Builder.Add(
            pass, layer.Name + "WeightGradient", source, kernel, kernel.Pieces, WinogradWalks.WorkOf(form, layer), true, input.Buffer, outputGradient, sums, PlanBuilder.Scratch);
        var filters = new WinogradFilterGradientKernel(form, layer.Input.Channels * layer.Output.Channels, kernel.Pieces);
        context.Builder.Add(
            context.SumPass(index), layer.Name + "WeightGradientReturn", source, filters, filters.Items, (long)form.Products * filters.Matrix * kernel.Pieces, true, sums, context.Parameters.GradientOf(source, ParameterRole.Weight));
    }

    private void PlanWeightGradient(ConvolutionLayer layer, Value input, Value output, int index)
    {
        int source = context.Operations[index].Source;
        PassKind pass = context.OwnPass(index);
        int filters = layer.Output.Channels;
        PlannedBuffer outputGradient = output.Gradient!;
        ContractionKernel kernel = ConvolutionWalks.WeightGradient(layer, input.Layout, output.GradientLayout, inSlices: context.IsSliced(index));
        int items = kernel.Items.Aggregate(1, (product, loop) => product * loop.Count.Value);
        long work = layer.Output.Size * ConvolutionWalks.WeightCount(layer) / filters;
        Operand gradient = context.Parameters.GradientOf(source, ParameterRole.Weight);
        if (!ConvolutionWalks.SumsCopies(layer))
        {
            const int Stretch = 16384;
            int whole = ConvolutionWalks.WeightCount(layer);
            int stretch = whole % Stretch == 0 ? Stretch : whole;
            context.Builder.Add(pass, layer.Name + "WeightGradientClear", source, new ClearKernel(stretch), whole / stretch, whole / 8, true, gradient);
            context.Builder.Add(pass, layer.Name + "WeightGradient", source, kernel, items, work, true, input.Buffer, outputGradient, gradient);
            return;
        }

        int count = ConvolutionWalks.WeightCount(layer);
        int copy = BufferLayout.RoundUp(count);
        Operand copies = context.Builder.Fixed.Take(checked(copy * ConvolutionWalks.Pieces));
        PlanClear(context.IsSliced(index) ? PassKind.BackwardPiece : pass, layer, source, copy, copies);
        context.Builder.Add(pass, layer.Name + "WeightGradient", source, kernel, items, work, true, input.Buffer, outputGradient, copies);
        const int Chunk = 4096;
        context.Builder.Add(
            context.SumPass(index), layer.Name + "WeightGradientSum", source, new ColumnSumKernel(ConvolutionWalks.Pieces, count, copy, Chunk), ((count - 1) / Chunk) + 1, count * ConvolutionWalks.Pieces / 4, true,
            copies, gradient);
    }

    /// <summary>Clears the sums of the pieces before samples add to them: within slices those of a piece at a time, so that its first slice finds them in a core's own cache.</summary>
    private void PlanClear(PassKind pass, ConvolutionLayer layer, int source, int floats, Operand sums) => context.Builder.Add(
        pass, layer.Name + "WeightGradientClear", source, new ClearKernel(floats), ConvolutionWalks.Pieces, (long)floats * ConvolutionWalks.Pieces / 8, true, sums);

    private static string CodeName(string name, int phase) => name + "InputGradientPhase" + phase.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
