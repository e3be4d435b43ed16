namespace CnnGen.Runtime.Tests;

public sealed class LossTests
{
    private const int Classes = 4;

    private static readonly (string Name, Loss Loss, Func<double, double, double> Term)[] Elementwise =
    [
        ("squared", new MeanSquaredError(), (o, t) => (o - t) * (o - t)),
        ("absolute", new MeanAbsoluteError(), (o, t) => Math.Abs(o - t)),
        ("huber", new Huber(0.5), (o, t) => Math.Abs(o - t) <= 0.5 ? (o - t) * (o - t) / 2 : 0.5 * (Math.Abs(o - t) - 0.25)),
        ("binary from logits", new BinaryCrossEntropy { FromLogits = true }, (o, t) => Binary(Sigmoid(o), t)),
        ("binary from logits, smoothed", new BinaryCrossEntropy { FromLogits = true, LabelSmoothing = 0.2 }, (o, t) => Binary(Sigmoid(o), (0.8 * t) + 0.1)),
        ("binary", new BinaryCrossEntropy(), (o, t) => Binary(o, t)),
    ];

    public static TheoryData<string> ElementwiseNames => [.. Elementwise.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(ElementwiseNames))]
    public void An_elementwise_loss_is_the_mean_of_its_formula_over_all_values(string name)
    {
        (_, Loss loss, Func<double, double, double> term) = Elementwise.Single(entry => entry.Name == name);
        var random = new Random(3);
        float[] outputs = Samples.Floats(random, 24, 0.05f, 0.95f);
        float[] targets = [.. Samples.Floats(random, 24, 0, 1).Select(value => name.StartsWith("binary", StringComparison.Ordinal) ? MathF.Round(value) : value * 3)];
        CheckAgainst(loss, outputs, targets, sampleLength: 6, values => values.Zip(targets, (o, t) => term(o, t)).Average());
    }

    [Theory]
    [InlineData(true, 0, 8)]
    [InlineData(true, 0.1, 8)]
    [InlineData(false, 0, 8)]
    [InlineData(false, 0.1, 4)]
    public void Categorical_cross_entropy_is_the_mean_over_groups_of_classes(bool fromLogits, double smoothing, int sampleLength)
    {
        var random = new Random(4);
        float[] outputs = Samples.Floats(random, 24, fromLogits ? -3 : 0.1f, fromLogits ? 3 : 0.9f);
        float[] targets = OneHot(random, 6);
        var loss = new CategoricalCrossEntropy { FromLogits = fromLogits, ClassCount = Classes, LabelSmoothing = smoothing };
        CheckAgainst(loss, outputs, targets, sampleLength, values => Groups(values).Zip(Groups(targets), (group, target) =>
        {
            double sum = fromLogits ? group.Sum(Math.Exp) : 1;
            return group.Zip(target, (o, t) => -(((1 - smoothing) * t) + (smoothing / Classes)) * (fromLogits ? o - Math.Log(sum) : Math.Log(o))).Sum();
        }).Average());
    }

    [Fact]
    public void Targets_that_do_not_sum_to_one_have_the_gradient_of_their_loss()
    {
        float[] outputs = [0.3f, -1, 2, 0.5f];
        float[] targets = [0.5f, 0.25f, 2, 0];
        CheckAgainst(new CategoricalCrossEntropy { FromLogits = true }, outputs, targets, 4, values =>
        {
            double logSum = Math.Log(values.Sum(Math.Exp));
            return values.Zip(targets, (o, t) => -t * (o - logSum)).Sum();
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Negative_log_likelihood_is_minus_the_log_probability_of_the_class(double smoothing)
    {
        var random = new Random(5);
        float[] outputs = Samples.Floats(random, 24, -4, 0);
        float[] targets = OneHot(random, 6);
        var loss = new NegativeLogLikelihood { LabelSmoothing = smoothing };
        CheckAgainst(loss, outputs, targets, Classes, values => values.Zip(targets, (o, t) => -(((1 - smoothing) * t) + (smoothing / Classes)) * o).Sum() / 6);
    }

    [Fact]
    public void The_loss_of_log_softmax_from_logits_is_the_cross_entropy_of_the_logits()
    {
        var loss = Assert.IsType<CategoricalCrossEntropy>(Loss.For(LossFunction.NegativeLogLikelihood, fromLogits: true, 3, 0.1));
        Assert.True(loss.FromLogits);
        Assert.Equal(3, loss.ClassCount);
        Assert.Equal(0.1, loss.LabelSmoothing);
    }

    [Fact]
    public void Every_loss_function_has_a_loss()
    {
        foreach (LossFunction function in Enum.GetValues<LossFunction>()) Assert.Equal(function.ToString(), Loss.For(function, fromLogits: false, 3).GetType().Name);
    }

    [Theory]
    [InlineData(LossFunction.MeanSquaredError, true, 0)]
    [InlineData(LossFunction.Huber, false, 0.1)]
    [InlineData(LossFunction.BinaryCrossEntropy, true, 1)]
    [InlineData(LossFunction.CategoricalCrossEntropy, true, double.NaN)]
    [InlineData((LossFunction)99, false, 0)]
    public void What_makes_no_sense_is_refused(LossFunction function, bool fromLogits, double smoothing) =>
        Assert.ThrowsAny<ArgumentException>(() => Loss.For(function, fromLogits, 3, smoothing));

    [Theory]
    [InlineData(1e30f)]
    [InlineData(float.MaxValue)]
    [InlineData(1e-45f)]
    [InlineData(0)]
    public void Finite_outputs_never_give_a_loss_or_gradient_that_is_not_a_number(float size)
    {
        float[] outputs = [size, -size, 0, 1, -size, size, size, size];
        float[] targets = [1, 0, 0, 0, 0, 0, 0, 1];
        float[] gradient = new float[8];
        foreach (LossFunction function in Enum.GetValues<LossFunction>())
        {
            foreach (bool fromLogits in new[] { false, true })
            {
                if (fromLogits && function is LossFunction.MeanSquaredError or LossFunction.MeanAbsoluteError or LossFunction.Huber) continue;
                double loss = Loss.For(function, fromLogits, Classes).Compute(outputs, targets, gradient, Classes);
                Assert.True(double.IsFinite(loss), $"{function}, from logits {fromLogits}: {loss}");
                Assert.DoesNotContain(gradient, float.IsNaN);
            }
        }
    }

    [Fact]
    public void A_confident_wrong_logit_costs_its_size()
    {
        Assert.Equal(2000, new CategoricalCrossEntropy { FromLogits = true }.Compute([1000, -1000], [0, 1], default, 2), 1e-9);
        Assert.Equal(1000, new BinaryCrossEntropy { FromLogits = true }.Compute([1000], [0], default, 1), 1e-9);
        Assert.Equal(Math.Exp(-50), new BinaryCrossEntropy { FromLogits = true }.Compute([50], [1], default, 1), Math.Exp(-50) * 1e-9);
    }

    [Fact]
    public void Lengths_that_do_not_agree_are_refused_with_their_numbers()
    {
        var loss = new CategoricalCrossEntropy { ClassCount = 3 };
        Assert.Contains("7 outputs", Assert.Throws<ArgumentException>(() => loss.Compute(new float[7], new float[7], default, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("3 targets", Assert.Throws<ArgumentException>(() => loss.Compute(new float[6], new float[3], default, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("4 values", Assert.Throws<ArgumentException>(() => loss.Compute(new float[6], new float[6], new float[4], 3)).Message, StringComparison.Ordinal);
        Assert.Contains("groups of 3", Assert.Throws<ArgumentException>(() => loss.Compute(new float[8], new float[8], default, 4)).Message, StringComparison.Ordinal);
        Assert.ThrowsAny<ArgumentException>(() => loss.Compute([], [], default, 3));
    }

    /// <summary>Compares with a formula in doubles: the loss to 1e-12, and the gradient to central differences (step 1e-5, so about 1e-8 off) rounded to float.</summary>
    private static void CheckAgainst(Loss loss, float[] outputs, float[] targets, int sampleLength, Func<double[], double> formula)
    {
        float[] gradient = new float[outputs.Length];
        double mean = loss.Compute(outputs, targets, gradient, sampleLength);
        double[] values = [.. outputs.Select(value => (double)value)];
        Assert.Equal(formula(values), mean, 1e-12);
        Assert.Equal(mean, loss.Compute(outputs, targets, default, sampleLength));
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            values[i] = value + 1e-5;
            double above = formula(values);
            values[i] = value - 1e-5;
            double below = formula(values);
            values[i] = value;
            Assert.Equal((above - below) / 2e-5, gradient[i], 1e-6);
        }
    }

    private static float[] OneHot(Random random, int groups)
    {
        float[] targets = new float[groups * Classes];
        for (int i = 0; i < groups; i++) targets[(i * Classes) + random.Next(Classes)] = 1;
        return targets;
    }

    private static IEnumerable<double[]> Groups(IEnumerable<double> values) => values.Chunk(Classes);

    private static IEnumerable<double[]> Groups(float[] values) => values.Select(value => (double)value).Chunk(Classes);

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Binary(double p, double t) => -(t * Math.Log(p)) - ((1 - t) * Math.Log(1 - p));
}
