namespace CnnGen.Runtime.Tests;

public sealed class EvaluationTests
{
    private static readonly ImageShape Three = new(1, 1, 3);

    /// <summary>A model whose logits are its inputs.</summary>
    private static LinearModel Identity(int classes)
    {
        LinearModel model = LinearModel.Dense(new ImageShape(1, 1, classes), classes);
        float[] weights = new float[classes * classes];
        for (int i = 0; i < classes; i++) weights[(i * classes) + i] = 1;
        model.Parameters.Set(0, weights);
        return model;
    }

    [Fact]
    public void Confusion_precision_recall_and_f1_are_those_counted_by_hand()
    {
        // Answers 0 0 1 2 2 2 1 for classes 0 0 0 1 2 2 1.
        float[] pixels = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0];
        int[] labels = [0, 0, 0, 1, 2, 2, 1];
        var data = new InMemoryDataset(Three, pixels, labels, ["cat", "dog", "hare"]);
        Evaluation evaluation = Identity(3).Evaluate(data);
        long[,] expected = { { 2, 1, 0 }, { 0, 1, 1 }, { 0, 0, 2 } };
        for (int actual = 0; actual < 3; actual++)
        {
            for (int predicted = 0; predicted < 3; predicted++) Assert.Equal(expected[actual, predicted], evaluation.Confusion![actual, predicted]);
        }

        Assert.Equal(5.0 / 7, evaluation.Accuracy!.Value, 1e-12);
        Assert.Equal(["cat", "dog", "hare"], evaluation.PerClass.Select(metrics => metrics.Name));
        Assert.Equal([1, 0.5, 2.0 / 3], evaluation.PerClass.Select(metrics => metrics.Precision));
        Assert.Equal([2.0 / 3, 0.5, 1], evaluation.PerClass.Select(metrics => metrics.Recall));
        Assert.Equal([0.8, 0.5, 0.8], evaluation.PerClass.Select(metrics => metrics.F1));
        Assert.Equal([3, 2, 2], evaluation.PerClass.Select(metrics => metrics.Support));
        Assert.Equal((1 + 0.5 + (2.0 / 3)) / 3, evaluation.MacroPrecision!.Value, 1e-12);
        Assert.Equal(0.7, evaluation.MacroF1!.Value, 1e-12);
        Assert.Null(evaluation.AreaUnderCurve);
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.Confusion![3, 0]);
    }

    [Fact]
    public void Classes_that_neither_occur_nor_are_answered_are_left_out_of_the_means()
    {
        int[] labels = [0, 1];
        float[] pixels = [1, 0, 0, 0, 1, 0];
        var data = new InMemoryDataset(Three, pixels, labels, ["a", "b", "c"]);
        Evaluation evaluation = Identity(3).Evaluate(data);
        Assert.Equal((1.0, 1.0, 1.0), (evaluation.MacroPrecision!.Value, evaluation.MacroRecall!.Value, evaluation.MacroF1!.Value));
        Assert.Equal((0.0, 0.0, 0.0), (evaluation.PerClass[2].Precision, evaluation.PerClass[2].Recall, evaluation.PerClass[2].F1));
    }

    [Fact]
    public void The_likeliest_answers_are_counted_in_order_and_the_first_of_equals_comes_first()
    {
        float[] pixels = [0.3f, 0.2f, 0.1f, 0.3f, 0.2f, 0.1f, 0.3f, 0.2f, 0.1f, 0.5f, 0.5f, 0.5f];
        int[] labels = [0, 1, 2, 1];
        var data = new InMemoryDataset(Three, pixels, labels, ["a", "b", "c"]);
        Evaluation evaluation = Identity(3).Evaluate(data);
        Assert.Equal([0.25, 0.75, 1], evaluation.TopAccuracies);
        Assert.Equal(evaluation.Accuracy, evaluation.TopAccuracy(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.TopAccuracy(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => evaluation.TopAccuracy(0));
    }

    [Fact]
    public void The_first_of_the_likeliest_is_the_accuracy_whatever_the_outputs()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        float[] pixels = [.. Enumerable.Range(0, 300).Select(_ => random.Next(4) / 4f)];
        var data = new InMemoryDataset(Three, pixels, Enumerable.Range(0, 100).Select(_ => random.Next(3)).ToArray(), ["a", "b", "c"]);
        Evaluation evaluation = Identity(3).Evaluate(data);
        Assert.Equal(evaluation.Accuracy, evaluation.TopAccuracy(1));
        Assert.Equal(evaluation.Accuracy!.Value, evaluation.PerClass.Sum(metrics => metrics.Correct) / 100.0);
    }

    [Fact]
    public void The_area_under_the_curve_is_the_share_of_pairs_in_order_with_ties_as_halves()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        float[] scores = [.. Enumerable.Range(0, 80).Select(_ => random.Next(12) / 12f)];
        int[] labels = [.. Enumerable.Range(0, 80).Select(i => i < 2 ? i : random.Next(2))];
        double won = 0;
        double pairs = 0;
        for (int yes = 0; yes < 80; yes++)
        {
            for (int no = 0; no < 80; no++)
            {
                if (labels[yes] != 1 || labels[no] != 0) continue;
                pairs++;
                won += scores[yes] > scores[no] ? 1 : scores[yes] == scores[no] ? 0.5 : 0;
            }
        }

        LinearModel sigmoid = LinearModel.Dense(new ImageShape(1, 1, 1), 1, Activation.Sigmoid, LossFunction.BinaryCrossEntropy);
        sigmoid.Parameters.Set(0, [3]);
        Evaluation single = sigmoid.Evaluate(new InMemoryDataset(new ImageShape(1, 1, 1), scores, labels, ["no", "yes"]));
        Assert.Equal(won / pairs, single.AreaUnderCurve!.Value, 1e-12);
        Assert.Equal(2, single.PerClass.Count);

        float[] both = [.. scores.SelectMany(score => new[] { 0, score })];
        Evaluation two = Identity(2).Evaluate(new InMemoryDataset(new ImageShape(1, 1, 2), both, labels, ["no", "yes"]));
        Assert.Equal(won / pairs, two.AreaUnderCurve!.Value, 1e-12);
    }

    [Fact]
    public void One_class_alone_has_no_area()
    {
        int[] labels = [1, 1];
        float[] pixels = [0, 1, 1, 0];
        var data = new InMemoryDataset(new ImageShape(1, 1, 2), pixels, labels, ["no", "yes"]);
        Assert.Null(Identity(2).Evaluate(data).AreaUnderCurve);
    }

    [Fact]
    public void The_table_can_be_read()
    {
        float[] pixels = [0, 0.5f, 0.5f, 0, 0, 0.5f, 0, 0.5f];
        int[] labels = [1, 0, 0, 1];
        var data = new InMemoryDataset(new ImageShape(1, 1, 2), pixels, labels, ["cat", "a dog with a name that does not end"]);
        Evaluation evaluation = Identity(2).Evaluate(data);
        string[] expected =
        [
            "loss 0.5991, accuracy 75.00%, area under the ROC curve 0.7500, 4 samples",
            "",
            "class                     precision  recall      F1  samples",
            "cat                          1.0000  0.5000  0.6667        2",
            "a dog with a name that …     0.6667  1.0000  0.8000        2",
            "macro mean                   0.8333  0.7500  0.7333        4",
            "",
            "confusion: a row for each class as it is, a column for each as answered",
            "                          cat  a dog with a name that …",
            "cat                         1                         1",
            "a dog with a name that …    0                         2",
            "",
        ];
        Assert.Equal(expected, evaluation.ToTable().Split('\n'));
        Assert.Equal(evaluation.ToTable(), $"{evaluation}");
    }

    /// <summary>Four samples with three labels of their own; the logits are the pixels less 0.5, so that a label is answered where its pixel is above 0.5.</summary>
    private static (LinearModel Model, InMemoryDataset Data) MultiLabel()
    {
        LinearModel model = LinearModel.Dense(Three, 3, Activation.Sigmoid, LossFunction.BinaryCrossEntropy);
        model.Parameters.Set(0, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
        model.Parameters.Set(1, [-0.5f, -0.5f, -0.5f]);
        float[] pixels =
        [
            0.9f, 0.8f, 0.1f,
            0.6f, 0.7f, 0.2f,
            0.2f, 0.9f, 0.3f,
            0.1f, 0.6f, 0.4f,
        ];
        float[] targets =
        [
            1, 1, 0,
            1, 0, 0,
            1, 0, 0,
            0, 1, 0,
        ];
        return (model, new InMemoryDataset(Three, pixels, targets, 3));
    }

    [Fact]
    public void Several_sigmoid_units_are_judged_each_by_itself()
    {
        (LinearModel model, InMemoryDataset data) = MultiLabel();
        Evaluation evaluation = model.Evaluate(data);
        Assert.True(evaluation.IsMultiLabel);
        Assert.Equal(9.0 / 12, evaluation.Accuracy!.Value, 1e-12); // by the largest it would be 2 of 4
        Assert.Null(evaluation.Confusion);
        Assert.Empty(evaluation.TopAccuracies);

        // Label 0 is answered for two of three; label 1 for all four and right for two; label 2 neither occurs nor is answered.
        Assert.Equal([(2, 3, 2), (2, 2, 4), (0, 0, 0)], evaluation.PerClass.Select(metrics => (metrics.Correct, metrics.Support, metrics.Predicted)));
        Assert.Equal((1 + 0.5) / 2, evaluation.MacroPrecision!.Value, 1e-12);
        Assert.Equal(((2.0 / 3) + 1) / 2, evaluation.MacroRecall!.Value, 1e-12);
        Assert.Equal((0.8 + (2.0 / 3)) / 2, evaluation.MacroF1!.Value, 1e-12);

        // Pairs of a yes and a no in order: all three of label 0, one of four of label 1.
        Assert.Equal([1, 0.25, null], evaluation.PerClass.Select(metrics => metrics.AreaUnderCurve));
        Assert.Equal(0.625, evaluation.AreaUnderCurve!.Value, 1e-12);
    }

    [Fact]
    public void Training_steps_and_epochs_judge_several_sigmoid_units_each_by_itself()
    {
        (LinearModel model, InMemoryDataset data) = MultiLabel();
        History history = model.Fit(data, data, new FitOptions { BatchSize = 4, Optimizer = new Sgd(0) });
        Assert.Equal((0.75, 0.75), (history.Last.Accuracy, history.Last.ValidationAccuracy));
        float[] targets = [1, 1, 0];
        StepResult step = model.TrainStep([0.9f, 0.8f, 0.9f], targets, new Sgd(0));
        Assert.Equal((2, 3), (step.Correct, step.Count));
    }

    [Fact]
    public void The_table_of_several_labels_has_no_confusion_and_a_column_of_areas()
    {
        (LinearModel model, InMemoryDataset data) = MultiLabel();
        string[] expected =
        [
            "accuracy of the labels 75.00%, macro mean area under the ROC curve 0.6250, 4 samples",
            "",
            "label       precision  recall      F1  samples  ROC area",
            "0              1.0000  0.6667  0.8000        3    1.0000",
            "1              0.5000  1.0000  0.6667        2    0.2500",
            "2              0.0000  0.0000  0.0000        0         -",
            "macro mean     0.7500  0.8333  0.7333        5    0.6250",
            "",
        ];
        string[] lines = model.Evaluate(data).ToTable().Split('\n');
        lines[0] = lines[0][(lines[0].IndexOf(',', StringComparison.Ordinal) + 2)..]; // the loss has a test of its own
        Assert.Equal(expected, lines);
    }

    [Fact]
    public void Regression_has_a_line_of_its_loss()
    {
        float[] pixels = [1, 0];
        float[] targets = [1, 0];
        var data = new InMemoryDataset(new ImageShape(1, 1, 1), pixels, targets, targetLength: 1);
        LinearModel model = LinearModel.Dense(new ImageShape(1, 1, 1), 1, Activation.None, LossFunction.MeanSquaredError, fromLogits: false);
        model.Parameters.Set(0, [2]);
        Evaluation evaluation = model.Evaluate(data);
        Assert.Equal("loss 0.5000, 2 samples\n", evaluation.ToTable());
        Assert.Empty(evaluation.TopAccuracies);
        Assert.Empty(evaluation.PerClass);
        Assert.Null(evaluation.MacroF1);
    }

    [Fact]
    public void Pixels_are_counted_where_every_pixel_has_its_class()
    {
        var shape = new ImageShape(2, 2, 2);
        float[] pixels = Samples.Floats(new Random(4), 5 * shape.Length, 0, 1);
        float[] targets = [.. Enumerable.Range(0, 5 * shape.Length).Select(i => i % 2 == 0 ? 1f : 0f)];
        Evaluation evaluation = LinearModel.PerPixel(shape, 2).Evaluate(new InMemoryDataset(shape, pixels, targets, shape.Length));
        Assert.Equal((20, 0), (evaluation.PerClass[0].Support, evaluation.PerClass[1].Support));
        Assert.Null(evaluation.AreaUnderCurve);
    }
}
