using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Planning;

/// <summary>What the gradients of all kinds of layers share: passes, buffers of gradients, and how far a gradient has come in passing.</summary>
/// <param name="builder">Where steps and buffers go.</param>
/// <param name="body">Operations that training runs.</param>
/// <param name="sliced">Operations that run in slices.</param>
internal sealed class BackwardContext(PlanBuilder builder, ParameterMap parameters, EquatableArray<Operation> operations, int body, int sliced, TrainingPlanner forward, ConvolutionRule rule)
{
    private readonly int _firstTrained = Enumerable.Range(0, body).Where(i => operations[i].HasParameters).Append(body).First();

    public PlanBuilder Builder => builder;

    public ParameterMap Parameters => parameters;

    public EquatableArray<Operation> Operations => operations;

    public int Body => body;

    public int Sliced => sliced;

    /// <summary>What the forward pass keeps.</summary>
    public TrainingPlanner Forward => forward;

    /// <summary>Convolutions whose gradient has passed their activation already, at the size of the pool behind them; with that gradient.</summary>
    public Dictionary<int, (PlannedBuffer Buffer, BufferLayout Layout)> Settled { get; } = [];

    /// <summary>Activations that the gradient has passed already, at the size of the pool behind them.</summary>
    public HashSet<int> Passed { get; } = [];

    /// <summary>The steps of each operation's gradients: the first, and that behind the last.</summary>
    public (int First, int End)[] Steps { get; } = new (int First, int End)[operations.Count];

    /// <summary>The first step of the slices; null before they have begun.</summary>
    public int? FirstOfSlices { get; private set; }

    public bool IsSliced(int index) => index < sliced;

    /// <summary>
    /// Whether an operation is the batch normalisation behind the slices: once its sums are known, the gradient of what it read is computed within them, where alone it is read.
    /// </summary>
    public bool IsNormBehindSlices(int index) => index > 0 && index == sliced && index < body && operations[index].Layer is BatchNormLayer;

    /// <summary>Lets the slices begin with the next step, where they have not begun.</summary>
    public void BeginSlices() => FirstOfSlices ??= builder.Now;

    public PassKind InputPass(int index) => PassOf(index, index <= _firstTrained);

    public PassKind OwnPass(int index) => PassOf(index, index < _firstTrained);

    /// <summary>The pass that adds up what samples and pieces have left.</summary>
    public PassKind SumPass(int index) => IsSliced(index) ? PassKind.GradientSum : OwnPass(index);

    /// <summary>The gradient buffer of a value; made when first asked for, with the halo that its writer and its reader need.</summary>
    public PlannedBuffer GradientOf(Value value, int producer, bool isOutput = false)
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
        value.Gradient = NewBuffer(name, value.GradientLayout.SampleStride, appended, isPassing: IsSliced(producer + 1) || IsNormBehindSlices(producer + 1));
        return value.Gradient;
    }

    /// <param name="isAppended">Whether only the pass to the input's gradient wants it.</param>
    /// <param name="isPassing">Whether it lives within a slice.</param>
    public PlannedBuffer NewBuffer(string name, int floats, bool isAppended, bool isPassing) =>
        isAppended ? builder.NewAppendedBuffer(name, floats) : isPassing ? builder.NewSliceBuffer(name, floats) : builder.NewBuffer(name, floats);

    /// <summary>How the input gradient of a convolution is computed: as the forward pass of a layer with turned filters. What flows into edge padding has to be gathered from it.</summary>
    public ConvolutionChoice InputChoice(ConvolutionLayer layer) => layer.PadsWithEdge || layer.IsDepthwise || layer.Window is not { StrideHeight: 1, StrideWidth: 1 } ? ConvolutionChoice.Direct : rule(WinogradWalks.Turn(layer), null);

    /// <summary>The zeros that the gradient of a convolution's output needs around it.</summary>
    public Halo GradientHaloOf(ConvolutionLayer layer, int index)
    {
        Halo halo = InputChoice(layer).Winograd is { } form ? WinogradWalks.HaloOf(form, WinogradWalks.Turn(layer), null) : InputGradientWalks.HaloOf(layer);
        return forward.ChoiceOf(index).WeightGradient is { } weightForm ? Halo.Max(halo, WinogradWalks.OverhangOf(weightForm, layer)) : halo;
    }

    /// <summary>The gradient passes the activation of a contraction's epilogue in place.</summary>
    public void PlanEpilogueGradient(Layer layer, ActivationSpec activation, Value output, int index)
    {
        if (activation.Kind == ActivationKind.None) return;
        builder.AddElement(
            OwnPass(index), layer.Name + activation.Kind + "Gradient", operations[index].Source, ElementOperation.ActivationGradientFromOutput, output.Shape, activation, 0,
            [(output.Buffer, output.Layout, "output"), (output.Gradient!, output.GradientLayout, "outputGradient"), (output.Gradient!, output.GradientLayout, "inputGradient")]);
    }

    private PassKind PassOf(int index, bool isForInput) => IsSliced(index)
        ? (isForInput ? PassKind.InputGradientSlice : PassKind.BackwardSlice)
        : isForInput ? PassKind.InputGradient : PassKind.Backward;
}
