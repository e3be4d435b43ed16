using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>The index walks of a dense layer: over the whole batch, so that weights are read once.</summary>
internal static class DenseWalks
{
    /// <summary>Inputs summed in registers before the sums go back to memory: a block of weights stays in L2 for all samples, and rounding errors stay small.</summary>
    private const int Depth = 512;

    /// <summary>Registers for pairs of rows and what is made of them, beside those that any tile takes.</summary>
    private const int PairRegisters = 4;

    /// <summary>Units from which on a sum over them in the lanes of a vector is worth adding the lanes up; shorter sums spend as long on that as on their products.</summary>
    private const int LongRow = 256;

    /// <summary>Weights from which on a layer is worth a second thread.</summary>
    private const int WorthSharing = 1 << 17;

    /// <summary>Whether the sum is cut into blocks; bias and activation are then a pass of their own.</summary>
    public static bool IsBlocked(DenseLayer layer) => layer.Output.Channels > 1 && Inputs(layer) > 2 * Depth;

    /// <summary>Whether the weights can be halves in pairs of rows.</summary>
    public static bool CanPair(DenseLayer layer) => layer.Output.Channels > 1 && Inputs(layer) % 2 == 0;

    /// <summary>y[sample, unit] = f(bias[unit] + Σ x[sample, input] · w[input, unit]).</summary>
    /// <param name="paired">Whether the weights are halves in pairs of rows.</param>
    /// <param name="inTraining">Whether there are many samples, for which narrow items cost nothing; one sample wants its weights in long streams.</param>
    public static ContractionKernel Forward(DenseLayer layer, BufferLayout input, BufferLayout output, bool paired, bool inTraining)
    {
        int inputs = Inputs(layer);
        int rows = paired ? 2 : 1;
        int units = layer.Output.Channels;
        bool blocked = IsBlocked(layer);
        bool single = units == 1;
        int chunk = inTraining ? UnitsOfItem(inputs, units) : ConvolutionWalks.ChunkOf(units);
        var m = new Loop("sample", LoopCount.Batch, A: input.SampleStride, C: output.SampleStride);
        ContractionForm form = single ? ContractionForm.Dot : ContractionForm.Broadcast;
        bool addsBias = layer.UseBias && !blocked;
        return new ContractionKernel(
            form,
            addsBias ? EquatableArray.Of("input", "weights", "output", "bias") : EquatableArray.Of("input", "weights", "output"),
            EquatableArray.Of(new Loop("units", units / chunk, B: chunk, C: chunk, Bias: chunk)),
            default,
            m,
            new Loop("unit", chunk, B: 1, C: 1),
            EquatableArray.Of(new Loop(paired ? "pair" : "feature", inputs / rows, A: rows, B: units, Block: blocked ? Depth / rows : 0)),
            input.Start,
            0,
            output.Start,
            blocked ? ContractionStart.Accumulate : addsBias ? ContractionStart.Bias : ContractionStart.Zero,
            blocked ? ActivationSpec.None : layer.Activation,
            TileChooser.ForAll(form, m, chunk, reserved: paired ? PairRegisters : 0))
        {
            HasPairedRows = paired,
        };
    }

    /// <summary>Whether the input gradient reads the weights as they lie, a row at a time: transposing many would cost more than the sums.</summary>
    public static bool ReadsRows(DenseLayer layer) =>
        layer.Output.Channels >= LongRow && sizeof(float) * layer.Input.Size * layer.Output.Channels > Core.L2Bytes;

    /// <summary>dx[sample, input] = Σ dy[sample, unit] · w[input, unit], each a product of two rows: some rows of the weights, in the innermost cache, for all samples.</summary>
    public static ContractionKernel InputGradientByRows(DenseLayer layer, BufferLayout outputGradient, BufferLayout inputGradient)
    {
        int inputs = Inputs(layer);
        int units = layer.Output.Channels;
        int most = Math.Max(1, Core.L1Bytes / 2 / (sizeof(float) * units));
        int rows = Enumerable.Range(1, Math.Min(most, inputs)).Last(count => inputs % count == 0);
        var m = new Loop("feature", rows, A: units, C: 1);
        return new ContractionKernel(
            ContractionForm.Dot,
            EquatableArray.Of("weights", "outputGradient", "inputGradient"),
            EquatableArray.Of(new Loop("features", inputs / rows, A: rows * units, C: rows)),
            EquatableArray.Of(new Loop("sample", LoopCount.Batch, B: outputGradient.SampleStride, C: inputGradient.SampleStride)),
            m,
            new Loop("gradient", 1),
            EquatableArray.Of(new Loop("unit", units, A: 1, B: 1)),
            0,
            outputGradient.Start,
            inputGradient.Start,
            ContractionStart.Zero,
            ActivationSpec.None,
            TileChooser.ForAll(ContractionForm.Dot, m, 1));
    }

    /// <summary>dx[sample, input] = Σ dy[sample, unit] · w[input, unit], over transposed weights [units, inputs].</summary>
    public static ContractionKernel InputGradient(DenseLayer layer, BufferLayout outputGradient, BufferLayout inputGradient)
    {
        int inputs = Inputs(layer);
        int chunk = ConvolutionWalks.ChunkOf(inputs);
        var m = new Loop("sample", LoopCount.Batch, A: outputGradient.SampleStride, C: inputGradient.SampleStride);
        return new ContractionKernel(
            ContractionForm.Broadcast,
            EquatableArray.Of("outputGradient", "transposedWeights", "inputGradient"),
            EquatableArray.Of(new Loop("features", inputs / chunk, B: chunk, C: chunk)),
            default,
            m,
            new Loop("feature", chunk, B: 1, C: 1),
            EquatableArray.Of(new Loop("unit", layer.Output.Channels, A: 1, B: inputs)),
            outputGradient.Start,
            0,
            inputGradient.Start,
            ContractionStart.Zero,
            ActivationSpec.None,
            TileChooser.ForAll(ContractionForm.Broadcast, m, chunk));
    }

    /// <summary>dw[input, unit] = Σ over samples of x[sample, input] · dy[sample, unit]: split by inputs, each sum in the order of the samples.</summary>
    public static ContractionKernel WeightGradient(DenseLayer layer, BufferLayout input, BufferLayout outputGradient)
    {
        int inputs = Inputs(layer);
        int units = layer.Output.Channels;
        int chunk = ConvolutionWalks.ChunkOf(inputs);
        bool single = units == 1;

        // One unit: the inputs are the columns, so that they fill the vectors.
        Loop m = single ? new Loop("unit", 1) : new Loop("feature", chunk, A: 1, C: units);
        Loop n = single ? new Loop("feature", chunk, B: 1, C: 1) : new Loop("unit", units, B: 1, C: 1);
        Loop item = single ? new Loop("features", inputs / chunk, B: chunk, C: chunk) : new Loop("features", inputs / chunk, A: chunk, C: chunk * units);
        Loop sample = single
            ? new Loop("sample", LoopCount.Batch, A: outputGradient.SampleStride, B: input.SampleStride)
            : new Loop("sample", LoopCount.Batch, A: input.SampleStride, B: outputGradient.SampleStride);
        return new ContractionKernel(
            ContractionForm.Broadcast,
            single ? EquatableArray.Of("outputGradient", "input", "weightGradient") : EquatableArray.Of("input", "outputGradient", "weightGradient"),
            EquatableArray.Of(item),
            default,
            m,
            n,
            EquatableArray.Of(sample),
            single ? outputGradient.Start : input.Start,
            single ? input.Start : outputGradient.Start,
            0,
            ContractionStart.Zero,
            ActivationSpec.None,
            TileChooser.ForAll(ContractionForm.Broadcast, m, n.Count.Value));
    }

    /// <summary>Units of an item of training: layers with so few that they are one item are cut in two where they are large.</summary>
    private static int UnitsOfItem(int inputs, int units)
    {
        int chunk = ConvolutionWalks.ChunkOf(units);
        return chunk == units && units % 32 == 0 && (long)inputs * units >= WorthSharing ? units / 2 : chunk;
    }

    public static int Inputs(DenseLayer layer) => checked((int)layer.Input.Size);
}
