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

    private VectorIsa Isa => VectorIsa.All.First(isa => isa.Name == _model.InstructionSet.ToString());

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
        decisions.ReadAll<NormalizationSumsKernel>(_ => true, decisions.ReadNormalization);
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

    /// <summary>Behind a normalisation the gradient meets a ReLU, and a pool behind that, as the sign of what the normalisation gives: computed anew, by the operations of the forward pass.</summary>
    private void ReadNormalization(Step step, NormalizationSumsKernel kernel)
    {
        if (kernel.Gate.Kind == ActivationKind.None) return;
        ActivationLayer activation = _plan.Network.Layers.OfType<ActivationLayer>().Single(layer => layer.Inputs[0] == step.Layer);
        Argument Of(string pointer) => step.Arguments[kernel.Pointers.ToList().IndexOf(pointer)];
        int channels = kernel.Input.Channels;
        ReadOnlySpan<float> mean = _model.ArenaFloats.Slice((int)Of("mean").Offset, channels);
        ReadOnlySpan<float> inverse = _model.ArenaFloats.Slice((int)Of("inverse").Offset, channels);
        ReadOnlySpan<float> gamma = ParameterOf(step.Layer, ParameterRole.Gamma);
        ReadOnlySpan<float> beta = ParameterOf(step.Layer, ParameterRole.Beta);
        float[] values = ReadRows(Of("input"), RowWalk.Of(kernel.Input, merged: false), kernel.Input.RowLength);
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i % channels;
            float normalized = (values[i] - mean[channel]) * inverse[channel];
            values[i] = Isa.HasFusedMultiplyAdd ? MathF.FusedMultiplyAdd(normalized, gamma[channel], beta[channel]) : (normalized * gamma[channel]) + beta[channel];
        }

        if (kernel.Pool is null) _outputs[activation.Index] = values;
        else PutBack(PoolBehind(activation.Index), Of("winners"), (_, input) => values[input]);
    }

    private void ReadWinners(Step step, PoolScatterKernel kernel)
    {
        float[] maxima = _outputs[step.Layer];
        PutBack((PoolingLayer)_plan.Network.Layers[step.Layer], step.Arguments[0], (output, _) => maxima[output]);
    }

    /// <summary>Puts the maxima of a pool where they came from; bits as in <see cref="PoolWinners"/>.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="winners">Which cells won.</param>
    /// <param name="maximumOf">The maximum by the index of the output and of the input that it came from.</param>
    private void PutBack(PoolingLayer pool, Argument winners, Func<int, int, float> maximumOf)
    {
        int channels = pool.Output.Channels;
        int cells = pool.Window.Height * pool.Window.Width;
        int lanes = Isa.VectorFor(channels).Lanes;
        int words = PoolWinners.WordsOfPixel(channels);
        var map = new float[_batch * pool.Input.Size];
        var maxima = new float[_batch * pool.Output.Size];
        Array.Fill(map, float.NaN);
        Geometry.Visit(_batch, pool.Input, pool.Output, pool.Window, 1, 1, clampToEdge: false, (outputPixel, cell, inputPixel) =>
        {
            (int sample, int pixel) = Math.DivRem(outputPixel, pool.Output.Pixels);
            ReadOnlySpan<uint> won = MemoryMarshal.Cast<float, uint>(MemoryAt(winners, sample, BufferLayout.RoundUp(PoolWinners.Words(pool.Output))))[(pixel * words)..];
            for (int channel = 0; channel < channels; channel++)
            {
                uint word = won[channel / lanes] >> (channel % lanes);
                uint upper = cells > 2 ? (word >> lanes) & 1 : 0;
                if ((word & 1) + (2 * upper) != cell) continue;
                int output = (outputPixel * channels) + channel;
                int input = (inputPixel * channels) + channel;
                map[input] = maxima[output] = maximumOf(output, input);
            }
        });
        _outputs[pool.Inputs[0]] = map;
        _outputs[pool.Index] = maxima;
    }

    private ReadOnlySpan<float> ParameterOf(int layer, ParameterRole role) =>
        _model.Parameters[_plan.Parameters.ToList().FindIndex(parameter => parameter.Layer == layer && parameter.Role == role)];

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
