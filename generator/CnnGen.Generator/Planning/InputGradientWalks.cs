using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>
/// The input gradient of a convolution: the input rows (columns) that lie the same distance from a window's start form a phase, stride² of
/// them, and each phase is a convolution of stride 1 over the output gradient with every stride-th filter cell, turned by 180°.
/// </summary>
internal static class InputGradientWalks
{
    /// <summary>Rows and columns around the output gradient that the phases read; they hold zeros.</summary>
    public static Halo HaloOf(ConvolutionLayer layer)
    {
        (int top, int bottom) = Reach(Rows(layer), layer.Output.Height);
        (int left, int right) = Reach(Columns(layer), layer.Output.Width);
        return new Halo(top, bottom, left, right);
    }

    /// <summary>Whether some input values are in no window: their gradient is zero and no phase writes it.</summary>
    public static bool LeavesGaps(ConvolutionLayer layer) => Rows(layer).Any(phase => phase.Taps == 0) || Columns(layer).Any(phase => phase.Taps == 0);

    /// <summary>One kernel a phase. The gradient of edge padding is written into the halo of <paramref name="inputGradient"/>, to be folded.</summary>
    public static IEnumerable<ContractionKernel> Phases(ConvolutionLayer layer, BufferLayout outputGradient, BufferLayout inputGradient)
    {
        List<Phase> columns = [.. Columns(layer).Where(phase => phase.Taps > 0)];
        return Rows(layer).Where(phase => phase.Taps > 0).SelectMany(row => columns.Select(column => ForPhase(layer, row, column, outputGradient, inputGradient)));
    }

    private static ContractionKernel ForPhase(ConvolutionLayer layer, Phase row, Phase column, BufferLayout outputGradient, BufferLayout inputGradient)
    {
        Window window = layer.Window;
        int channels = layer.Input.Channels;
        int filters = layer.Output.Channels;
        int groupChannels = channels / layer.Groups;
        int groupFilters = filters / layer.Groups;
        bool depthwise = layer.IsDepthwise;
        int columns = depthwise ? channels : groupChannels;

        // Turned filters are stored [kernel row, kernel column, filter, channel / groups]; a depthwise filter is read backwards as it is.
        int cell = depthwise ? -channels : filters * groupChannels;
        int firstCell = depthwise
            ? ((row.LastTap * window.Width) + column.LastTap) * channels
            : (((window.Height - 1 - row.LastTap) * window.Width) + (window.Width - 1 - column.LastTap)) * cell;
        var taps = new List<Loop> { new("kernelRow", row.Taps, A: row.OutputStep * outputGradient.RowStride, B: row.TapStep * window.Width * cell) };
        if (depthwise)
        {
            taps.Add(new Loop("kernelColumn", column.Taps, A: column.OutputStep * filters, B: column.TapStep * cell));
        }
        else if (layer.Groups == 1 && column is { OutputStep: 1, TapStep: 1 })
        {
            taps.Add(new Loop("cell", column.Taps * filters, A: 1, B: groupChannels));
        }
        else
        {
            taps.Add(new Loop("kernelColumn", column.Taps, A: column.OutputStep * filters, B: column.TapStep * cell));
            taps.Add(new Loop("filter", groupFilters, A: 1, B: groupChannels));
        }

        var m = new Loop("column", column.Count, A: filters, C: window.StrideWidth * channels);
        ContractionForm form = depthwise ? ContractionForm.Lanewise : ContractionForm.Broadcast;
        return new ContractionKernel(
            form,
            EquatableArray.Of("outputGradient", depthwise ? "weights" : "turnedWeights", "inputGradient"),
            EquatableArray.Of(
                new Loop("sample", LoopCount.Batch, A: outputGradient.SampleStride, C: inputGradient.SampleStride),
                new Loop("row", row.Count, A: outputGradient.RowStride, C: window.StrideHeight * inputGradient.RowStride)),
            ConvolutionWalks.Groups(layer, new Loop("group", layer.Groups, A: groupFilters, B: groupFilters * groupChannels, C: groupChannels)),
            m,
            new Loop("channel", columns, A: depthwise ? 1 : 0, B: 1, C: 1),
            ConvolutionWalks.Simplify(taps, keep: 1),
            outputGradient.PixelAt(row.FirstOutput, column.FirstOutput),
            firstCell,
            inputGradient.PixelAt(row.First, column.First),
            ContractionStart.Zero,
            ActivationSpec.None,
            TileChooser.ForAll(form, m, columns))
        {
            IsRowsFirst = depthwise,
        };
    }

    private static List<Phase> Rows(ConvolutionLayer layer) => PhasesOf(
        layer.Input.Height, layer.Window.Height, layer.Window.StrideHeight, layer.DilationHeight, layer.Window.PadTop, layer.Window.PadBottom, layer.PadsWithEdge);

    private static List<Phase> Columns(ConvolutionLayer layer) => PhasesOf(
        layer.Input.Width, layer.Window.Width, layer.Window.StrideWidth, layer.DilationWidth, layer.Window.PadLeft, layer.Window.PadRight, layer.PadsWithEdge);

    /// <summary>
    /// Input i meets tap k of output o where i + before = o · stride + k · dilation. Taps of a phase are stride / gcd(stride, dilation) apart;
    /// from the last tap down, o grows by the same step over stride · dilation.
    /// </summary>
    private static List<Phase> PhasesOf(int size, int kernel, int stride, int dilation, int before, int after, bool padsWithEdge)
    {
        int first = padsWithEdge ? -before : 0;
        int end = padsWithEdge ? size + after : size;
        int tapStep = stride / GreatestCommonDivisor(stride, dilation);
        var phases = new List<Phase>();
        for (int start = first; start < Math.Min(first + stride, end); start++)
        {
            int count = ((end - 1 - start) / stride) + 1;
            List<int> taps = [.. Enumerable.Range(0, kernel).Where(tap => (start + before - (tap * dilation)) % stride == 0)];
            int last = taps.Count == 0 ? 0 : taps[taps.Count - 1];
            phases.Add(new Phase(start, count, taps.Count, last, tapStep, (start + before - (last * dilation)) / stride, tapStep * dilation / stride));
        }

        return phases;
    }

    private static (int Before, int After) Reach(List<Phase> phases, int outputs)
    {
        List<Phase> reading = [.. phases.Where(phase => phase.Taps > 0)];
        if (reading.Count == 0) return (0, 0);
        int lowest = reading.Min(phase => phase.FirstOutput);
        int highest = reading.Max(phase => phase.FirstOutput + phase.Count - 1 + ((phase.Taps - 1) * phase.OutputStep));
        return (Math.Max(0, -lowest), Math.Max(0, highest - (outputs - 1)));
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    /// <param name="First">First input of the phase.</param>
    /// <param name="Count">Inputs of the phase, a stride apart.</param>
    /// <param name="Taps">Filter cells that meet them.</param>
    /// <param name="LastTap">The last of them.</param>
    /// <param name="TapStep">From one to the next.</param>
    /// <param name="FirstOutput">The output that the last tap of the first input belongs to; negative: in the halo.</param>
    /// <param name="OutputStep">Outputs from one tap down to the next.</param>
    private sealed record Phase(int First, int Count, int Taps, int LastTap, int TapStep, int FirstOutput, int OutputStep);
}
