namespace CnnGen;

/// <content>Training and measuring.</content>
public abstract partial class CompiledModel
{
    private const int EvaluationBatch = 32;

    private float[] _stepOutputs = [];
    private float[] _stepGradient = [];
    private Loss? _loss;

    private Loss ModelLoss => _loss ??= Loss.For(Info.Loss, Info.LossFromLogits, Info.Output.Channels);

    /// <summary>Above it an output that is a yes or no says yes.</summary>
    private float YesThreshold => Info.LossFromLogits ? 0 : 0.5f;

    /// <summary>Trains on a data set. Preprocessing that has no figures yet is fitted to it first, once: a model that was fitted or loaded keeps its figures.</summary>
    /// <param name="train">Samples to learn from.</param>
    /// <param name="validation">Samples to measure with after each epoch, or null.</param>
    /// <param name="options">How to train; one epoch of batches of 32 with <see cref="Adam"/> unless given.</param>
    /// <returns>The figures of each epoch.</returns>
    /// <exception cref="ArgumentException">A data set is empty or does not fit the network, its pixels are not 0..1 (see <see cref="ChecksPixels"/>), or an option is out of its range; the message gives the numbers.</exception>
    /// <exception cref="TrainingDivergedException">Loss or weights became infinite or not a number; the weights are those of the last epoch before, and the optimiser has forgotten its steps.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to go on from is damaged, or of another network; the message names it and what is wrong.</exception>
    /// <exception cref="IOException">A checkpoint cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled; the weights are those of the last step.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses this object, or another model uses the same weights.</exception>
    public History Fit(IDataset train, IDataset? validation = null, FitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        options ??= new FitOptions();
        CheckDataset(train, nameof(train));
        if (validation is not null) CheckDataset(validation, nameof(validation));
        FitArguments.Check(options, Info, train, validation);
        using Usage usage = Enter(writing: true);
        return new TrainingLoop(this, train, validation, options).Run();
    }

    /// <summary>Takes one training step. Nothing is allocated after the first of its batch size, for batches no larger.</summary>
    /// <param name="pixels">Samples one after the other, each [height, width, channels], values 0..1.</param>
    /// <param name="targets">Their targets, one after the other, each as long as an output: one-hot (or soft) for categorical losses, 0 or 1 for each sigmoid unit, values for regression.</param>
    /// <param name="optimizer">What moves the weights; the same object at every step.</param>
    /// <returns>Loss and right answers before the update.</returns>
    /// <exception cref="ArgumentException">The lengths are not those of one number of whole samples, or the optimiser belongs to another model.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses this object, or another model uses the same weights; or the preprocessing has not been fitted: see <see cref="FitPreprocessing"/>.</exception>
    public StepResult TrainStep(ReadOnlySpan<float> pixels, ReadOnlySpan<float> targets, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        using Usage usage = Enter(writing: true);
        return TrainStep(pixels, targets, default, optimizer, ModelLoss);
    }

    /// <summary>As <see cref="TrainStep(ReadOnlySpan{float}, ReadOnlySpan{float}, Optimizer)"/>, with samples that do not all count alike.</summary>
    /// <param name="pixels">Samples one after the other, each [height, width, channels], values 0..1.</param>
    /// <param name="targets">Their targets, one after the other.</param>
    /// <param name="sampleWeights">How much each sample counts: the loss is Σ wᵢ · lossᵢ / n. Finite and not below 0; empty for all alike.</param>
    /// <param name="optimizer">What moves the weights; the same object at every step.</param>
    /// <returns>Weighted loss and right answers before the update.</returns>
    /// <exception cref="ArgumentException">The lengths are not those of one number of whole samples, or the optimiser belongs to another model.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses this object, or another model uses the same weights; or the preprocessing has not been fitted: see <see cref="FitPreprocessing"/>.</exception>
    public StepResult TrainStep(ReadOnlySpan<float> pixels, ReadOnlySpan<float> targets, ReadOnlySpan<float> sampleWeights, Optimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        using Usage usage = Enter(writing: true);
        return TrainStep(pixels, targets, sampleWeights, optimizer, ModelLoss);
    }

    /// <summary>Measures the model on a data set.</summary>
    /// <param name="dataset">Samples to measure with.</param>
    /// <returns>
    /// Mean loss and, where the model answers with classes, share of right answers, the same for the k likeliest, confusion matrix with precision, recall and F1, and the area
    /// under the ROC curve of two classes. Several sigmoid units are judged each by itself, at 0.5.
    /// </returns>
    /// <exception cref="ArgumentException">The data set is empty, does not fit the network, or its pixels are not 0..1 (see <see cref="ChecksPixels"/>); the message gives the numbers.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses this object, or another model uses the same weights; or the preprocessing has not been fitted.</exception>
    public Evaluation Evaluate(IDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckDataset(dataset, nameof(dataset));
        using Usage usage = Enter(writing: false);
        AnswerTally? tally = Accuracy.AppliesTo(Info.Loss) ? AnswerTally.For(Info, NamesOfClasses(dataset), YesThreshold, dataset.Count) : null;
        Evaluation evaluation = Measure(dataset, nameof(dataset), CancellationToken.None, tally);
        return tally?.Complete(evaluation) ?? evaluation;
    }

    /// <summary>Loss and accuracy on a data set that fits; the token stops it between two batches, and the tally is given all answers.</summary>
    internal Evaluation Measure(IDataset dataset, string name, CancellationToken cancellation, AnswerTally? tally = null)
    {
        int batches = BatchPrefetcher.BatchesPerPass(dataset.Count, EvaluationBatch);
        float[] outputs = new float[checked(Math.Min(EvaluationBatch, dataset.Count) * Info.Output.Length)];
        var totals = default(RunningTotals);
        using var reader = new BatchPrefetcher(dataset, EvaluationBatch, Info.Output.Length, shuffleSeed: null, batches);
        for (int i = 0; i < batches; i++)
        {
            Batch batch = reader.Next(cancellation);
            if (ChecksPixels) PixelRange.Check(batch, dataset, PixelLimits, isFirst: i == 0, name);
            Span<float> answers = outputs.AsSpan(0, batch.Targets.Length);
            Infer(batch.Pixels, answers, throughOutput: !Info.LossFromLogits);
            double loss = ModelLoss.Compute(answers, batch.Targets, default, Info.Output.Length);
            (int correct, int count) = Judge(answers, batch.Targets);
            totals.Add(loss, correct, count, batch.Count);
            tally?.Add(answers, batch.Targets);
        }

        return new Evaluation(totals.Loss, totals.Accuracy, dataset.Count);
    }

    /// <summary>As the public one, with a loss that need not be the model's own.</summary>
    internal StepResult TrainStep(ReadOnlySpan<float> pixels, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, Optimizer optimizer, Loss loss)
    {
        int outputs = checked(CountSamples(pixels.Length, Info.Input.Length, nameof(pixels)) * Info.Output.Length);
        if (targets.Length != outputs)
        {
            throw new ArgumentException($"{outputs / Info.Output.Length} samples have {outputs} target values ({Info.Output.Length} each), not {targets.Length}.", nameof(targets));
        }

        if (!weights.IsEmpty && (weights.Length % (outputs / Info.Output.Length) != 0 || outputs % weights.Length != 0))
        {
            throw new ArgumentException($"{weights.Length} weights are not those of {outputs / Info.Output.Length} samples.", nameof(weights));
        }

        optimizer.Allocate(Info.TrainableFloats);
        if (_stepOutputs.Length < outputs)
        {
            _stepOutputs = new float[outputs];
            _stepGradient = new float[outputs];
        }

        Span<float> answers = _stepOutputs.AsSpan(0, outputs);
        Span<float> gradient = _stepGradient.AsSpan(0, outputs);
        TrainForward(pixels, answers, Info.Training);
        double mean = loss.Compute(answers, targets, weights, gradient, Info.Output.Length);
        (int correct, int count) = Judge(answers, targets);
        if (double.IsFinite(mean))
        {
            TrainBackward(gradient, Info.Training);
            optimizer.Update(Parameters.Trainable, TrainableGradients);
            Parameters.MarkChanged();
        }

        StepCount++;
        return new StepResult(mean, correct, count);
    }

    private (int Correct, int Count) Judge(ReadOnlySpan<float> answers, ReadOnlySpan<float> targets)
    {
        if (!Accuracy.AppliesTo(Info.Loss)) return (0, 0);
        int classes = Accuracy.AnswerLength(Info);
        return (Accuracy.CountCorrect(answers, targets, classes, YesThreshold), answers.Length / classes);
    }

    private IReadOnlyList<string> NamesOfClasses(IDataset dataset)
    {
        if (dataset.ClassNames.Count > 0) return dataset.ClassNames;
        int classes = Info.Output.Channels == 1 ? 2 : Info.Output.Channels;
        return Info.ClassNames.Count == classes ? Info.ClassNames : InMemoryDataset.NumberedClasses(classes);
    }

    private void CheckDataset(IDataset dataset, string name)
    {
        if (dataset.Count < 1) throw new ArgumentException("The data set is empty.", name);
        if (dataset.Shape != Info.Input) throw new ArgumentException($"The data set's samples are {dataset.Shape}, but {Info.Name} takes {Info.Input}.", name);

        int classes = Info.Output.Channels == 1 ? 2 : Info.Output.Channels;
        int names = dataset.ClassNames.Count;
        if (names > 0 && names != classes && Accuracy.AppliesTo(Info.Loss))
        {
            throw new ArgumentException($"The data set has {names} classes, but the output of {Info.Name} ({Info.Output}) tells {classes} apart.", name);
        }
    }
}
