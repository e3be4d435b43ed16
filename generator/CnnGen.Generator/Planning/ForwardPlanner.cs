using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>What planning a forward pass of predicting and one of training have in common.</summary>
internal abstract class ForwardPlanner
{
    /// <summary>Begins the names of the steps that predict.</summary>
    public const string PredictPrefix = "Predict";

    /// <summary>Begins the names of the steps of the forward pass of training.</summary>
    public const string TrainPrefix = "Train";

    /// <summary>Begins the names of those of them that run again in the backward pass.</summary>
    public const string RecomputePrefix = "Recompute";

    private readonly string _prefix;

    protected ForwardPlanner(PlanBuilder builder, ParameterMap parameters, string prefix)
    {
        Builder = builder;
        Parameters = parameters;
        _prefix = prefix;
    }

    /// <summary>Where steps and buffers go.</summary>
    protected PlanBuilder Builder { get; set; }

    protected ParameterMap Parameters { get; }

    protected string NameOf(Layer layer) => _prefix + layer.Name;

    protected Value NewValue(string name, TensorShape shape, Halo halo)
    {
        BufferLayout layout = BufferLayout.Of(shape, halo);
        return new Value(shape, layout, Builder.NewBuffer(name, layout.SampleStride));
    }

    /// <summary>Fills the halo that a convolution reads around its input.</summary>
    protected void PlanPadding(ConvolutionLayer layer, int source, PassKind pass, Value input, Halo halo)
    {
        if (halo.IsEmpty) return;
        Builder.Add(pass, NameOf(layer) + "Padding", source, new HaloKernel(input.Layout, halo, layer.PadsWithEdge), 1, layer.Input.Size / 8, false, input.Buffer);
    }

    /// <summary>A convolution by sums in registers, with a pool of them where there is one.</summary>
    /// <param name="refresh">The pass that runs when weights change.</param>
    protected void PlanDirect(ConvolutionLayer layer, PoolingLayer? pool, int source, PassKind pass, PassKind refresh, Value input, Value output, Weights weights)
    {
        if (ConvolutionWalks.SlabsOf(layer) is { Filters: int slab })
        {
            int count = ConvolutionWalks.WeightCount(layer);
            Operand slabs = Builder.Derived.Take(count);
            Builder.Add(refresh, DerivedName(refresh, "Slabs") + layer.Name, source, ConvolutionWalks.IntoSlabs(layer, slab), count / slab, count, true, weights.Values, slabs);
            weights = weights with { Values = slabs };
        }

        ContractionKernel kernel = ConvolutionWalks.Forward(layer, input.Layout, output.Layout, pool);
        if (kernel.MeanOf > 0) Builder.Add(pass, NameOf(layer) + "Clear", source, new ClearKernel(output.Layout.SampleStride), 1, output.Layout.SampleStride / 8, false, output.Buffer);
        Builder.Add(pass, NameOf(layer), source, kernel, kernel.ItemsOfSample, LayerWork.Of(layer), false, weights.After(input.Buffer, output.Buffer));
    }

    /// <summary>A convolution by Winograd's algorithm, with the filters transformed when weights change.</summary>
    /// <param name="refresh">The pass that transforms the filters.</param>
    protected void PlanWinograd(WinogradForm form, ConvolutionLayer layer, PoolingLayer? pool, int source, PassKind pass, PassKind refresh, Value input, Value output, Weights weights)
    {
        Operand transformed = Builder.AddFilterTransform(form, layer, refresh, DerivedName(refresh, "Transform") + layer.Name, source, weights.Values);
        WinogradKernel kernel = WinogradWalks.Forward(form, layer, input.Layout, output.Layout, pool);
        Operand[] operands = [.. (weights with { Values = transformed }).After(input.Buffer, output.Buffer), PlanBuilder.Scratch];
        Builder.Add(pass, NameOf(layer), source, kernel, kernel.ItemsOfSample, WinogradWalks.WorkOf(form, layer), false, operands);
    }

    private static string DerivedName(PassKind refresh, string form) => refresh == PassKind.Refresh ? form : TrainPrefix + form;

    /// <param name="paired">Whether the weights are halves in pairs of rows.</param>
    protected void PlanDense(DenseLayer layer, int source, PassKind pass, Value input, Value output, Weights weights, bool paired = false)
    {
        string name = NameOf(layer);
        ContractionKernel kernel = DenseWalks.Forward(layer, input.Layout, output.Layout, paired, inTraining: _prefix == TrainPrefix);
        bool blocked = DenseWalks.IsBlocked(layer);
        if (blocked) Builder.Add(pass, name + "Clear", source, new ClearKernel(output.Layout.SampleStride), 1, layer.Output.Size / 8, false, output.Buffer);
        Operand[] operands = (blocked ? weights with { Bias = null } : weights).After(input.Buffer, output.Buffer);
        Builder.Add(pass, name, source, kernel, kernel.Items[0].Count.Value, layer.Input.Size * layer.Output.Size, true, operands);
        if (blocked && weights.Bias is { } bias)
        {
            Builder.AddElement(
                pass, name + "Bias", source, ElementOperation.AddBias, layer.Output, layer.Activation, 0,
                [(output.Buffer, output.Layout, "input"), (output.Buffer, output.Layout, "output")], ("bias", bias));
        }
        else if (blocked && layer.Activation.Kind != ActivationKind.None)
        {
            Builder.AddElement(
                pass, name + layer.Activation.Kind, source, ElementOperation.Activation, layer.Output, layer.Activation, 0,
                [(output.Buffer, output.Layout, "input"), (output.Buffer, output.Layout, "output")]);
        }
    }

    /// <param name="winners">Where the cells that hold the maxima are kept, or null.</param>
    protected void PlanPool(PoolingLayer layer, int source, PassKind pass, Value input, Value output, PlannedBuffer? winners = null)
    {
        var kernel = new PoolKernel(layer.Kind, layer.Window, input.Layout, output.Layout, winners is not null);
        Operand[] operands = winners is null ? [input.Buffer, output.Buffer] : [input.Buffer, output.Buffer, winners];
        Builder.Add(pass, NameOf(layer), source, kernel, output.Layout.Height, layer.Output.Size * layer.Window.Height * layer.Window.Width / 4, false, operands);
    }

    /// <summary>A whitening as a step of its own; the mean has been taken off as pixels were copied in.</summary>
    /// <param name="refresh">The pass that runs when weights change.</param>
    protected void PlanWhitening(WhitenLayer layer, int source, PassKind pass, PassKind refresh, Value input, Value output)
    {
        var weights = new Weights(Parameters[source, ParameterRole.Matrix], null);
        if (layer.Over == OverKind.Channels)
        {
            PlanDirect(WhiteningWalks.AsConvolution(layer), null, source, pass, refresh, input, output, weights);
            return;
        }

        DenseLayer dense = WhiteningWalks.AsDense(layer);
        if (output.Layout.Halo.IsEmpty)
        {
            PlanDense(dense, source, pass, input, output, weights);
            return;
        }

        // A dense layer writes one long row: the picture with its halo is another buffer.
        Value row = NewValue(layer.Name + "Row", layer.Output, default);
        PlanDense(dense, source, pass, input, row, weights);
        Builder.AddElement(
            pass, NameOf(layer) + "Copy", source, ElementOperation.Copy, layer.Output, default, 0, [(row.Buffer, row.Layout, "input"), (output.Buffer, output.Layout, "output")]);
    }

    /// <summary>An activation, in place where input and output are the same.</summary>
    protected void PlanActivation(ActivationLayer layer, int source, PassKind pass, Value input, Value output)
    {
        string name = NameOf(layer);
        bool softmax = layer.Activation.Kind is ActivationKind.Softmax or ActivationKind.LogSoftmax;
        if (!softmax)
        {
            Builder.AddElement(pass, name, source, ElementOperation.Activation, layer.Output, layer.Activation, 0, [(input.Buffer, input.Layout, "input"), (output.Buffer, output.Layout, "output")]);
            return;
        }

        if (output != input)
        {
            Builder.AddElement(pass, name + "Copy", source, ElementOperation.Copy, layer.Output, default, 0, [(input.Buffer, input.Layout, "input"), (output.Buffer, output.Layout, "output")]);
        }

        Builder.Add(pass, name, source, new SoftmaxKernel(layer.Activation.Kind == ActivationKind.LogSoftmax, output.Layout), 1, layer.Output.Size * 8, false, output.Buffer);
    }
}

/// <summary>Where the weights of a layer and its bias are: as learned, or in a form derived from them.</summary>
internal readonly record struct Weights(Operand Values, Operand? Bias)
{
    public static Weights Of(ParameterMap parameters, int source, bool useBias) =>
        new(parameters[source, ParameterRole.Weight], useBias ? parameters[source, ParameterRole.Bias] : default(Operand?));

    /// <summary>The operands of a kernel that reads an input, weights and a bias and writes an output.</summary>
    public Operand[] After(Operand input, Operand output) => Bias is { } bias ? [input, Values, output, bias] : [input, Values, output];
}

/// <summary>Multiply-adds of a sample.</summary>
internal static class LayerWork
{
    public static long Of(ConvolutionLayer layer) => layer.Output.Size * ConvolutionWalks.WeightCount(layer) / layer.Output.Channels;
}

/// <summary>Finds parameters by layer and role.</summary>
internal sealed class ParameterMap(EquatableArray<Parameter> parameters)
{
    public Operand this[int layer, ParameterRole role] => new(MemorySpace.Parameters, null, Find(layer, role));

    public Operand GradientOf(int layer, ParameterRole role) => new(MemorySpace.Gradients, null, Find(layer, role));

    private int Find(int layer, ParameterRole role) => parameters.First(parameter => parameter.Layer == layer && parameter.Role == role).Offset;
}

internal static class WinogradSteps
{
    /// <summary>Adds the transform of a layer's filters.</summary>
    /// <returns>Where the transformed filters are.</returns>
    public static Operand AddFilterTransform(this PlanBuilder builder, WinogradForm form, ConvolutionLayer layer, PassKind pass, string name, int source, Operand weights)
    {
        int filters = layer.Output.Channels;
        var transform = new WinogradFilterKernel(form, layer.Input.Channels, filters, WinogradFilterKernel.SlabOf(filters));
        Operand transformed = builder.Derived.Take(checked(form.Products * transform.ProductStride));
        builder.Add(pass, name, source, transform, transform.Items, (long)form.Products * transform.Matrix, true, weights, transformed);
        return transformed;
    }
}

internal static class ElementSteps
{
    /// <summary>Adds an element-wise step over rows, or over one long row where no operand has a halo.</summary>
    public static void AddElement(
        this PlanBuilder builder, PassKind pass, string name, int layer, ElementOperation operation, TensorShape shape, ActivationSpec activation, float rate,
        (PlannedBuffer Buffer, BufferLayout Layout, string Pointer)[] rows, params (string Pointer, Operand Operand)[] channelwise)
    {
        bool merged = rows.All(row => row.Layout.Halo.IsEmpty);
        var kernel = new ElementKernel(
            operation,
            rows.Select(row => row.Pointer).Concat(channelwise.Select(value => value.Pointer)).ToEquatableArray(),
            rows.Select(row => RowWalk.Of(row.Layout, merged)).ToEquatableArray(),
            merged ? checked((int)shape.Size) : shape.Width * shape.Channels,
            shape.Channels,
            activation,
            rate);
        int work = operation is ElementOperation.Activation or ElementOperation.ActivationGradientFromInput or ElementOperation.ActivationGradientFromOutput ? 2 : 1;
        builder.Add(
            pass, name, layer, kernel, merged ? 1 : shape.Height, shape.Size * work / 2, false,
            [.. rows.Select(row => (Operand)row.Buffer), .. channelwise.Select(value => value.Operand)]);
    }
}
