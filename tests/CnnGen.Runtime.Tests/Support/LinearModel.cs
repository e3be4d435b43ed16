using System.Runtime.InteropServices;

namespace CnnGen.Runtime.Tests;

/// <summary>
/// A model by hand: positions of <c>inputs</c> values each are mapped by one weight matrix [inputs, outputs] and a bias, then softmax, sigmoid or nothing.
/// One position is a dense layer; one for each pixel is a 1×1 convolution.
/// </summary>
internal sealed class LinearModel : CompiledModel
{
    private readonly int _positions;
    private readonly int _inputs;
    private readonly int _outputs;

    private LinearModel(ModelInfo info, int positions, int seed)
        : base(info, seed)
    {
        _positions = positions;
        _inputs = info.Input.Length / positions;
        _outputs = info.Output.Channels;
    }

    private LinearModel(LinearModel original)
        : base(original) =>
        (_positions, _inputs, _outputs) = (original._positions, original._inputs, original._outputs);

    /// <summary>Is called in the middle of every forward pass of predicting.</summary>
    public Action? OnForward { get; set; }

    public LinearModel Fork() => new(this);

    public float[] PredictOneCopy(float[] pixels) => PredictOne(pixels).ToArray();

    public static LinearModel Dense(ImageShape input, int outputs, Activation activation = Activation.Softmax, LossFunction loss = LossFunction.CategoricalCrossEntropy, bool fromLogits = true, int seed = 1, string fingerprint = "a1", string firstTensor = "dense1.weight") =>
        new(Describe(input, new ImageShape(1, 1, outputs), input.Length, activation, loss, fromLogits, fingerprint, firstTensor), positions: 1, seed);

    /// <summary>A dense layer behind preprocessing. Pixels are scaled by the runtime; a whitening's matrix is for generated code to apply, and here has no effect.</summary>
    /// <param name="input">Shape of a sample.</param>
    /// <param name="outputs">Classes.</param>
    /// <param name="layer">The preprocessing; its figures are the parameters from 2 on.</param>
    /// <param name="figures">Their names and shapes.</param>
    /// <param name="seed">Draws the weights.</param>
    public static LinearModel Behind(ImageShape input, int outputs, LayerInfo layer, IReadOnlyList<(string Name, int[] Shape)> figures, int seed = 1) =>
        new(Describe(input, new ImageShape(1, 1, outputs), input.Length, Activation.Softmax, LossFunction.CategoricalCrossEntropy, fromLogits: true, "p1", "dense1.weight", layer, figures), positions: 1, seed);

    public static LinearModel PerPixel(ImageShape input, int outputs, int seed = 1) =>
        new(Describe(input, new ImageShape(input.Height, input.Width, outputs), input.Channels, Activation.Softmax, LossFunction.CategoricalCrossEntropy, fromLogits: true, "b2", "conv1.weight"), input.Height * input.Width, seed);

    /// <summary>Share of the inputs that training leaves out, drawn as generated code draws: from the key of the step.</summary>
    public double Dropout { get; set; }

    public void Load(string path) => LoadFrom(path);

    protected override void RunStep(int step, int batch, int begin, int end, int worker, SampleSlice slice) => throw new NotSupportedException();

    protected override void ForwardPass(int batch)
    {
        OnForward?.Invoke();
        Map(Info.Inference, batch);
    }

    protected override void TrainingPass(int batch)
    {
        Drop(batch);
        Map(Info.Training, batch);
        if (!Info.LossFromLogits) Activate(Info.Training, batch);
    }

    protected override void OutputPass(int batch) => Activate(Info.Inference, batch);

    protected override void BackwardPass(int batch)
    {
        if (!Info.LossFromLogits && Info.OutputActivation != Activation.None) throw new NotSupportedException();
        Span<float> arena = ArenaOf(Info.Training, batch);
        Span<float> gradients = MemoryMarshal.CreateSpan(ref Gradients, Info.TrainableFloats);
        gradients.Clear();
        for (int position = 0; position < batch * _positions; position++)
        {
            ReadOnlySpan<float> x = arena.Slice(position * _inputs, _inputs);
            ReadOnlySpan<float> dy = arena.Slice((int)(Info.Training.OutputGradient.Offset * batch) + (position * _outputs), _outputs);
            for (int o = 0; o < _outputs; o++)
            {
                for (int i = 0; i < _inputs; i++) gradients[(i * _outputs) + o] += x[i] * dy[o];
                gradients[(_inputs * _outputs) + o] += dy[o];
            }
        }
    }

    protected override void InputGradientPass(int batch) => throw new NotSupportedException();

    protected override void RefreshPass()
    {
    }

    protected override void TrainingRefreshPass()
    {
    }

    private void Drop(int batch)
    {
        if (Dropout == 0) return;
        var random = new Random((int)DropoutKey);
        foreach (ref float value in ArenaOf(Info.Training, batch)[..(batch * Info.Input.Length)])
        {
            if (random.NextDouble() < Dropout) value = 0;
        }
    }

    private void Map(MemoryPlan plan, int batch)
    {
        Span<float> arena = ArenaOf(plan, batch);
        ReadOnlySpan<float> weights = MemoryMarshal.CreateSpan(ref Weights, Info.ParameterFloats);
        for (int position = 0; position < batch * _positions; position++)
        {
            ReadOnlySpan<float> x = arena.Slice(position * _inputs, _inputs);
            Span<float> y = OutputOf(plan, arena, batch, position);
            for (int o = 0; o < _outputs; o++)
            {
                float sum = weights[(_inputs * _outputs) + o];
                for (int i = 0; i < _inputs; i++) sum += x[i] * weights[(i * _outputs) + o];
                y[o] = sum;
            }
        }
    }

    private void Activate(MemoryPlan plan, int batch)
    {
        Span<float> arena = ArenaOf(plan, batch);
        for (int position = 0; position < batch * _positions; position++)
        {
            Span<float> y = OutputOf(plan, arena, batch, position);
            switch (Info.OutputActivation)
            {
                case Activation.Sigmoid:
                    foreach (ref float value in y) value = 1 / (1 + MathF.Exp(-value));
                    break;
                case Activation.Softmax:
                    float largest = float.NegativeInfinity;
                    foreach (float value in y) largest = Math.Max(largest, value);
                    float sum = 0;
                    foreach (ref float value in y) sum += value = MathF.Exp(value - largest);
                    foreach (ref float value in y) value /= sum;
                    break;
            }
        }
    }

    private Span<float> ArenaOf(MemoryPlan plan, int batch) => MemoryMarshal.CreateSpan(ref Arena, (int)plan.FloatsFor(batch));

    private Span<float> OutputOf(MemoryPlan plan, Span<float> arena, int batch, int position) =>
        arena.Slice((int)(plan.Output.Offset * batch) + (position * _outputs), _outputs);

    private static ModelInfo Describe(ImageShape input, ImageShape output, int inputs, Activation activation, LossFunction loss, bool fromLogits, string fingerprint, string firstTensor, LayerInfo? preprocessing = null, IReadOnlyList<(string Name, int[] Shape)>? figures = null)
    {
        int weights = inputs * output.Channels;
        var inputLayout = new SampleLayout(0, input.Length, 0, input.Width * input.Channels, input.Height, input.Width * input.Channels);
        var outputLayout = new SampleLayout(input.Length, output.Length, 0, output.Length, 1, output.Length);
        var plan = new MemoryPlan(input.Length + (2 * output.Length), 0, inputLayout, outputLayout, outputLayout with { Offset = input.Length + output.Length });
        List<ParameterInfo> parameters =
        [
            new(firstTensor, [inputs, output.Channels], 0, ParameterFill.GlorotUniform, inputs, output.Channels, IsTrainable: true),
            new("dense1.bias", [output.Channels], weights, ParameterFill.Zeros, inputs, output.Channels, IsTrainable: true),
        ];
        int trainable = weights + output.Channels;
        int floats = trainable;
        foreach ((string name, int[] shape) in figures ?? [])
        {
            parameters.Add(new ParameterInfo(name, shape, floats, ParameterFill.Zeros, 0, 0, IsTrainable: false));
            floats += parameters[^1].Length;
        }

        return new ModelInfo
        {
            Name = nameof(LinearModel),
            Input = input,
            Output = output,
            OutputActivation = activation,
            Loss = loss,
            LossFromLogits = fromLogits,
            ClassNames = [],
            Parameters = parameters,
            Layers = preprocessing is null ? [] : [preprocessing],
            ParameterFloats = floats,
            TrainableFloats = trainable,
            DerivedFloats = 0,
            Inference = plan,
            Training = plan,
            InputGradient = plan,
            MultiplyAdds = weights,
            Fingerprint = fingerprint,
            Summary = string.Empty,
        };
    }
}
