namespace CnnGen.Runtime.Tests;

public sealed class OptimizerTests
{
    private const int Steps = 6;

    private static readonly (string Name, Func<Optimizer> Make, Func<IReference> Reference)[] Cases =
    [
        ("sgd", () => new Sgd(0.1f), () => new SgdReference(0.1, 0, 0, false)),
        ("sgd with decay", () => new Sgd(0.1f) { WeightDecay = 0.01 }, () => new SgdReference(0.1, 0, 0.01, false)),
        ("momentum", () => new Sgd(0.1f) { Momentum = 0.9 }, () => new SgdReference(0.1, 0.9, 0, false)),
        ("nesterov", () => new Sgd(0.1f) { Momentum = 0.9, Nesterov = true, WeightDecay = 0.02 }, () => new SgdReference(0.1, 0.9, 0.02, true)),
        ("rmsprop", () => new RMSprop(0.01f), () => new RMSpropReference(0.01, 0, false, false)),
        ("rmsprop, epsilon inside", () => new RMSprop(0.01f) { EpsilonInsideRoot = true }, () => new RMSpropReference(0.01, 0, false, true)),
        ("rmsprop with momentum", () => new RMSprop(0.01f) { Momentum = 0.9 }, () => new RMSpropReference(0.01, 0.9, false, false)),
        ("rmsprop, centred, momentum", () => new RMSprop(0.01f) { Momentum = 0.9, Centered = true }, () => new RMSpropReference(0.01, 0.9, true, false)),
        ("rmsprop, centred", () => new RMSprop(0.01f) { Centered = true }, () => new RMSpropReference(0.01, 0, true, false)),
        ("adam", () => new Adam(0.1f), () => new AdamReference(0.1, true, 0)),
        ("adam, algorithm 1", () => new Adam(0.1f) { EpsilonHat = false }, () => new AdamReference(0.1, false, 0)),
        ("adamw", () => new AdamW(0.1f) { WeightDecay = 0.05, EpsilonHat = false }, () => new AdamReference(0.1, false, 0.05)),
    ];

    private interface IReference
    {
        double Step(double p, double g);
    }

    public static TheoryData<string> Names => [.. Cases.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_follow_the_formula(string name)
    {
        (_, Func<Optimizer> make, Func<IReference> reference) = Cases.Single(entry => entry.Name == name);
        foreach (int count in new[] { 1, 7, 8, 33 })
        {
            (float[] start, float[][] gradients) = Draw(count);
            float[] parameters = [.. start];
            double[] expected = [.. start.Select(value => (double)value)];
            IReference[] references = [.. start.Select(_ => reference())];
            Optimizer optimizer = make();
            foreach (float[] gradient in gradients)
            {
                optimizer.Update(parameters, gradient);
                for (int i = 0; i < count; i++) expected[i] = references[i].Step(expected[i], gradient[i]);
            }

            // Six steps of single precision, some twenty roundings of 6e-8 each on values of about 1.
            for (int i = 0; i < count; i++) Assert.Equal(expected[i], parameters[i], 3e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Ranges_and_alignment_change_no_bit(string name)
    {
        Func<Optimizer> make = Cases.Single(entry => entry.Name == name).Make;
        const int count = 101;
        (float[] start, float[][] gradients) = Draw(count);
        float[] whole = [.. start];
        float[] pieces = [.. start];
        Optimizer first = make();
        Optimizer second = make();
        int[] cuts = [0, 1, 6, 6, 40, 99, count];
        foreach (float[] gradient in gradients)
        {
            first.Update(whole, gradient);
            second.BeginStep(count);
            for (int i = cuts.Length - 1; i > 0; i--) second.UpdateRange(pieces, gradient, cuts[i - 1], cuts[i]);
        }

        Assert.Equal(whole, pieces);
        Assert.Equal(first.State.Select(state => state.Name), second.State.Select(state => state.Name));
        foreach ((OptimizerState a, OptimizerState b) in first.State.Zip(second.State)) Assert.Equal(a.Values.ToArray(), b.Values.ToArray());
        Assert.Equal(Steps, second.StepCount);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_after_the_first_allocate_nothing(string name)
    {
        Optimizer optimizer = Cases.Single(entry => entry.Name == name).Make();
        float[] parameters = new float[77];
        float[] gradients = new float[77];
        for (int i = 0; i < 3; i++) optimizer.Update(parameters, gradients);
        Assert.Equal(0, Allocated.By(() =>
        {
            for (int i = 0; i < 10; i++) optimizer.Update(parameters, gradients);
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reset_forgets_everything(string name)
    {
        Optimizer optimizer = Cases.Single(entry => entry.Name == name).Make();
        (float[] start, float[][] gradients) = Draw(20);
        float[] first = [.. start];
        foreach (float[] gradient in gradients) optimizer.Update(first, gradient);
        optimizer.Reset();
        Assert.Equal(0, optimizer.StepCount);
        float[] second = [.. start];
        foreach (float[] gradient in gradients) optimizer.Update(second, gradient);
        Assert.Equal(first, second);
    }

    [Fact]
    public void Parameters_without_gradient_stay_where_they_are()
    {
        foreach (Func<Optimizer> make in new Func<Optimizer>[] { () => new Adam(), () => new RMSprop { Centered = true }, () => new Sgd { Momentum = 0.5 } })
        {
            float[] parameters = [1, 0, -3];
            Optimizer optimizer = make();
            for (int i = 0; i < 5; i++) optimizer.Update(parameters, new float[3]);
            Assert.Equal([1, 0, -3], parameters);
        }
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { LearningRate = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd { Momentum = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RMSprop { Rho = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW { WeightDecay = -0.1 });
        var adam = new Adam();
        Assert.Throws<ArgumentException>(() => adam.Update(new float[3], new float[4]));
        adam.Update(new float[3], new float[3]);
        Assert.Contains("3 parameters, not 4", Assert.Throws<ArgumentException>(() => adam.Update(new float[4], new float[4])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.UpdateRange(new float[3], new float[3], 2, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.UpdateRange(new float[3], new float[3], -1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => adam.UpdateRange(new float[3], new float[3], 2, 1));
    }

    private static (float[] Start, float[][] Gradients) Draw(int count)
    {
        var random = new Random(11);
        return (Samples.Floats(random, count), [.. Enumerable.Range(0, Steps).Select(_ => Samples.Floats(random, count))]);
    }

    private sealed class SgdReference(double rate, double momentum, double decay, bool nesterov) : IReference
    {
        private double _velocity;

        public double Step(double p, double g)
        {
            g += decay * p;
            _velocity = (momentum * _velocity) + g;
            return p - (rate * (nesterov ? g + (momentum * _velocity) : _velocity));
        }
    }

    private sealed class RMSpropReference(double rate, double momentum, bool centered, bool inside) : IReference
    {
        private double _square;
        private double _mean;
        private double _buffer;

        public double Step(double p, double g)
        {
            _square = (0.9 * _square) + (0.1 * g * g);
            _mean = (0.9 * _mean) + (0.1 * g);
            double spread = centered ? _square - (_mean * _mean) : _square;
            _buffer = (momentum * _buffer) + (g / (inside ? Math.Sqrt(spread + 1e-7) : Math.Sqrt(spread) + 1e-7));
            return p - (rate * _buffer);
        }
    }

    private sealed class AdamReference(double rate, bool hat, double decay) : IReference
    {
        private double _mean;
        private double _square;
        private int _step;

        public double Step(double p, double g)
        {
            _step++;
            p *= 1 - (rate * decay);
            _mean = (0.9 * _mean) + (0.1 * g);
            _square = (0.999 * _square) + (0.001 * g * g);
            double correction1 = 1 - Math.Pow(0.9, _step);
            double correction2 = 1 - Math.Pow(0.999, _step);
            return hat
                ? p - (rate * Math.Sqrt(correction2) / correction1 * _mean / (Math.Sqrt(_square) + 1e-7))
                : p - (rate / correction1 * _mean / (Math.Sqrt(_square / correction2) + 1e-7));
        }
    }
}
