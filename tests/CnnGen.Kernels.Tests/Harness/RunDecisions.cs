using System.Runtime.InteropServices;
using CnnGen.Generator.Isa;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;
using CnnGen.Kernels.Tests.Reference;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>
/// What a run has decided: the gates of ReLU and its kind, the winners of pools, the values that dropout kept. They are read from the memory in which the forward pass of
/// training keeps them for the backward one, where the plan has that look: what is compared are the gradients of the very run.
/// </summary>
internal sealed class RunDecisions
{
    private readonly CompiledModel _model;
    private readonly NetworkPlan _plan;
    private readonly int _batch;
    private readonly Dictionary<int, float[]> _outputs = [];

    private RunDecisions(CompiledModel model, NetworkPlan plan, int batch)
    {
        _model = model;
        _plan = plan;
        _batch = batch;
    }

    /// <summary>
    /// Outputs by layer, for <see cref="Decisions"/>, after the forward pass of training and before the backward one. Of a map that only its pool has seen nothing but the maxima is
    /// kept: all others are NaN, through which no gradient comes back.
    /// </summary>
    /// <param name="model">The model; its arena holds what the pass has left.</param>
    /// <param name="plan">Its plan.</param>
    /// <param name="batch">Samples of the pass.</param>
    public static IReadOnlyDictionary<int, float[]> Read(CompiledModel model, NetworkPlan plan, int batch)
    {
        var decisions = new RunDecisions(model, plan, batch);
        decisions.ReadAll<ElementKernel>(pass => pass is PassKind.TrainingSlice or PassKind.Training, decisions.ReadDropout);
        decisions.ReadAll<ElementKernel>(_ => true, decisions.ReadGates);
        decisions.ReadAll<PoolScatterKernel>(_ => true, decisions.ReadWinners);
        return decisions._outputs;
    }

    private void ReadAll<TKernel>(Predicate<PassKind> isRead, Action<Step, TKernel> read)
        where TKernel : Kernel
    {
        foreach (Step step in _plan.Passes.Where(pass => isRead(pass.Kind)).SelectMany(pass => pass.Steps))
        {
            if (_plan.Kernels.First(named => named.Name == step.Kernel).Kernel is TKernel kernel) read(step, kernel);
        }
    }

    private void ReadDropout(Step step, ElementKernel kernel)
    {
        if (kernel.Operation == ElementOperation.Dropout) _outputs[step.Layer] = ReadRows(step.Arguments[1], kernel.Walks[1], kernel.RowLength);
    }

    /// <summary>The gradient meets an activation at its output, or at that of the pool behind it.</summary>
    private void ReadGates(Step step, ElementKernel kernel)
    {
        if (kernel.Operation != ElementOperation.ActivationGradientFromOutput) return;
        float[] values = ReadRows(step.Arguments[0], kernel.Walks[0], kernel.RowLength);
        bool isPooled = values.Length != _batch * _plan.Network.Layers[step.Layer].Output.Size;
        _outputs[isPooled ? PoolBehind(step.Layer).Index : step.Layer] = values;
    }

    /// <summary>Puts the maxima of a pool back where they came from; bits as in <see cref="PoolWinners"/>.</summary>
    private void ReadWinners(Step step, PoolScatterKernel kernel)
    {
        var pool = (PoolingLayer)_plan.Network.Layers[step.Layer];
        float[] maxima = _outputs[pool.Index];
        int channels = pool.Output.Channels;
        int lanes = VectorIsa.All.First(isa => isa.Name == _model.InstructionSet.ToString()).VectorFor(channels).Lanes;
        int words = PoolWinners.WordsOfPixel(channels);
        var map = new float[_batch * pool.Input.Size];
        Array.Fill(map, float.NaN);
        Geometry.Visit(_batch, pool.Input, pool.Output, kernel.Window, 1, 1, clampToEdge: false, (outputPixel, cell, inputPixel) =>
        {
            (int sample, int pixel) = Math.DivRem(outputPixel, pool.Output.Pixels);
            ReadOnlySpan<uint> winners = MemoryMarshal.Cast<float, uint>(MemoryAt(step.Arguments[0], sample, BufferLayout.RoundUp(PoolWinners.Words(pool.Output))))[(pixel * words)..];
            for (int channel = 0; channel < channels; channel++)
            {
                uint word = winners[channel / lanes] >> (channel % lanes);
                uint upper = kernel.Window.Height * kernel.Window.Width > 2 ? (word >> lanes) & 1 : 0;
                if ((word & 1) + (2 * upper) == cell) map[(inputPixel * channels) + channel] = maxima[(outputPixel * channels) + channel];
            }
        });
        _outputs[pool.Inputs[0]] = map;
    }

    private PoolingLayer PoolBehind(int layer) => _plan.Network.Layers.OfType<PoolingLayer>().Single(pool => pool.Inputs[0] == layer);

    private float[] ReadRows(Argument argument, RowWalk walk, int rowLength)
    {
        var values = new float[_batch * walk.Rows * rowLength];
        for (int row = 0; row < _batch * walk.Rows; row++)
        {
            MemoryAt(argument, row / walk.Rows, walk.SampleStride).Slice(walk.Start + (row % walk.Rows * walk.RowStride), rowLength).CopyTo(values.AsSpan(row * rowLength));
        }

        return values;
    }

    private ReadOnlySpan<float> MemoryAt(Argument argument, int sample, int sampleStride)
    {
        if (argument.Space != MemorySpace.ArenaPerSample) throw new NotSupportedException($"What lies in {argument.Space} is gone when the pass is over.");
        return _model.ArenaFloats.Slice(checked((int)(_plan.Training.Fixed + (argument.Offset * _batch) + ((long)sample * sampleStride))), sampleStride);
    }
}
