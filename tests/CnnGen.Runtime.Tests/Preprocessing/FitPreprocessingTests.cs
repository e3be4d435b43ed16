namespace CnnGen.Runtime.Tests;

/// <summary>What fitting makes of training samples, when it happens, and what is refused without it.</summary>
public sealed class FitPreprocessingTests
{
    private static readonly ImageShape Shape = new(4, 5, 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Per.Channel, 3)]
    [InlineData(Per.Pixel, 60)]
    public void Mean_and_scale_are_those_of_the_samples(Per per, int figures)
    {
        InMemoryDataset data = Prepared.Related(Shape, 70, seed: 2);
        (double[] means, double[,] covariance) = Prepared.CovarianceOf(Prepared.ValuesOf(data), figures);
        LinearModel standardized = Prepared.Standardized(Shape, per, epsilon: 1e-3);
        LinearModel normalized = Prepared.MeanNormalized(Shape, per);
        standardized.FitPreprocessing(data, Token);
        normalized.FitPreprocessing(data, Token);
        Assert.Equal(means.Select(mean => (float)mean), standardized.Parameters[Prepared.Mean].ToArray());
        Assert.Equal(means.Select(mean => (float)mean), normalized.Parameters[Prepared.Mean].ToArray());
        for (int i = 0; i < figures; i++) Assert.Equal(1 / Math.Sqrt(covariance[i, i] + 1e-3), standardized.Parameters[Prepared.Second][i], 1e-5);
        Assert.True(standardized.IsPreprocessingFitted && normalized.IsPreprocessingFitted);
    }

    [Theory]
    [InlineData(Whitening.Pca, Over.Channels)]
    [InlineData(Whitening.Pca, Over.Values)]
    [InlineData(Whitening.Zca, Over.Channels)]
    [InlineData(Whitening.Zca, Over.Values)]
    public void Whitened_samples_are_uncorrelated_and_of_one_variance(Whitening kind, Over over)
    {
        InMemoryDataset data = Prepared.Related(Shape, 900, seed: 3);
        LinearModel model = Prepared.Whitened(Shape, kind, over, epsilon: 1e-9);
        model.FitPreprocessing(data, Token);
        int n = over == Over.Channels ? 3 : 60;
        double[,] covariance = Prepared.CovarianceOf(Whiten(Prepared.ValuesOf(data), model, n), n).Covariance;
        for (int i = 0; i < n; i++)
        {
            // Single precision of matrix entries up to 50.
            for (int j = 0; j < n; j++) Assert.Equal(i == j ? 1 : 0, covariance[i, j], 2e-5);
        }
    }

    [Fact]
    public void A_large_epsilon_keeps_small_directions_down_and_the_largest_component_comes_first()
    {
        const double epsilon = 0.01;
        InMemoryDataset data = Prepared.Related(Shape, 400, seed: 4);
        LinearModel model = Prepared.Whitened(Shape, Whitening.Pca, Over.Values, epsilon);
        model.FitPreprocessing(data, Token);
        double[,] covariance = Prepared.CovarianceOf(Whiten(Prepared.ValuesOf(data), model, 60), 60).Covariance;
        for (int i = 1; i < 60; i++) Assert.True(covariance[i, i] < covariance[i - 1, i - 1]);
        double before = covariance[0, 0];
        Assert.InRange(before, 0.1, 0.9);
        Assert.Equal(0, covariance[0, 59], 1e-6);

        // λ / (λ + ε): the variances before sum up to that of the samples.
        double variance = Enumerable.Range(0, 60).Sum(i => epsilon * covariance[i, i] / (1 - covariance[i, i]));
        double[,] raw = Prepared.CovarianceOf(Prepared.ValuesOf(data), 60).Covariance;
        Assert.Equal(Enumerable.Range(0, 60).Sum(i => raw[i, i]), variance, 1e-6);
    }

    [Theory]
    [InlineData(Over.Channels, 3)]
    [InlineData(Over.Values, 60)]
    public void The_matrix_of_Zca_is_symmetric_to_the_bit(Over over, int n)
    {
        LinearModel model = Prepared.Whitened(Shape, Whitening.Zca, over);
        model.FitPreprocessing(Prepared.Related(Shape, 50, seed: 5), Token);
        ReadOnlySpan<float> matrix = model.Parameters[Prepared.Second];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++) Assert.Equal(matrix[(i * n) + j], matrix[(j * n) + i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void Values_that_never_change_give_0(int samples)
    {
        var data = new InMemoryDataset(Shape, Enumerable.Repeat(0.25f, samples * 60).ToArray(), new int[samples], ["a", "b", "c"]);
        LinearModel[] models =
        [
            Prepared.Standardized(Shape, Per.Channel), Prepared.Standardized(Shape, Per.Pixel), Prepared.Whitened(Shape, Whitening.Pca, Over.Channels), Prepared.Whitened(Shape, Whitening.Zca, Over.Values),
        ];
        foreach (LinearModel model in models)
        {
            model.FitPreprocessing(data, Token);
            Assert.True(PixelRange.AllFinite(model.Parameters.All));
            float[] outputs = new float[3];
            model.Predict(Enumerable.Repeat(0.25f, 60).ToArray(), outputs);
            Assert.Equal(Enumerable.Repeat(1 / 3f, 3), outputs); // no bias yet: as likely as each other
            model.Predict(new float[60], outputs);
            Assert.True(PixelRange.AllFinite(outputs));
        }

        Assert.Equal(1 / Math.Sqrt(1e-5), models[0].Parameters[Prepared.Second][0], 1e-4);
    }

    [Theory]
    [InlineData(Whitening.Pca)]
    [InlineData(Whitening.Zca)]
    public void Samples_fewer_than_values_leave_directions_without_variance_whose_figures_are_finite(Whitening kind)
    {
        // Of 60 eigenvalues 50 are 0 but for rounding, which leaves some of them further below it than epsilon lifts them.
        LinearModel model = Prepared.Whitened(Shape, kind, Over.Values, epsilon: 1e-20);
        model.FitPreprocessing(Prepared.Related(Shape, 11, seed: 5), Token);
        Assert.True(PixelRange.AllFinite(model.Parameters.All));
        Assert.InRange(model.Parameters[Prepared.Second].ToArray().Max(Math.Abs), 1e9f, 1e10f);
    }

    [Theory]
    [InlineData(Whitening.Pca)]
    [InlineData(Whitening.Zca)]
    public void Whitening_takes_the_memory_that_is_said(Whitening kind)
    {
        const int n = 784;
        LinearModel model = Prepared.Whitened(new ImageShape(28, 28, 1), kind, Over.Values);
        InMemoryDataset data = Prepared.Related(new ImageShape(28, 28, 1), 5, seed: 6);
        long before = GC.GetAllocatedBytesForCurrentThread();
        model.FitPreprocessing(data, Token);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 20L * n * n, (20L * n * n) + (3 << 20)); // and some blocks of rows, whatever n² is
    }

    [Fact]
    public void The_time_that_fitting_took_is_not_foretold_of_steps()
    {
        // Of one epoch both times left are foretold by the time of the same steps; reading, which goes on beside the first of them, waits for the first sample alone.
        TimeSpan wait = TimeSpan.FromSeconds(0.5);
        var train = new Waiting(Prepared.Related(Shape, 40, seed: 1), wait);
        var observer = new Recorder();
        Prepared.Standardized(Shape, Per.Channel).Fit(train, options: new FitOptions { BatchSize = 4, Observer = observer });
        TrainingProgress first = observer.Steps[0];
        Assert.True((first.TimeLeft - first.EpochTimeLeft) / (first.Steps - 1) < wait, $"{first}");
    }

    [Fact]
    public void Digits_are_whitened_though_some_of_their_pixels_never_change()
    {
        string folder = Path.Combine(Repository.Data, "mnist");
        if (!Directory.Exists(folder)) Assert.Skip($"{folder} is missing: MNIST was not whitened.");
        Subset digits = Mnist.LoadTrain(folder).Take(1500);
        var shape = new ImageShape(28, 28, 1);
        const double epsilon = 0.05;
        LinearModel model = Prepared.Whitened(shape, Whitening.Pca, Over.Values, epsilon);
        var train = new InMemoryDataset(shape, Prepared.ValuesOf(digits), new int[1500], ["a", "b", "c"]);
        model.FitPreprocessing(train, Token);
        double[,] covariance = Prepared.CovarianceOf(Whiten(Prepared.ValuesOf(train), model, 784), 784).Covariance;
        double[,] raw = Prepared.CovarianceOf(Prepared.ValuesOf(train), 784).Covariance;
        double total = 0;
        for (int i = 0; i < 784; i++)
        {
            for (int j = 0; j < i; j++) Assert.Equal(0, covariance[i, j], 1e-5);
            total += epsilon * covariance[i, i] / (1 - covariance[i, i]);
        }

        Assert.InRange(covariance[0, 0], 0.9, 1);
        Assert.Equal(Enumerable.Range(0, 784).Sum(i => raw[i, i]), total, 1e-3);
    }

    [Fact]
    public void The_same_samples_give_the_same_bits_on_any_number_of_threads()
    {
        InMemoryDataset data = Prepared.Related(new ImageShape(12, 12, 2), 300, seed: 6);
        float[] Fit(int threads)
        {
            LinearModel model = Prepared.Whitened(data.Shape, Whitening.Zca, Over.Values);
            model.Threads = threads;
            model.FitPreprocessing(data, Token);
            return model.Parameters.All.ToArray();
        }

        float[] alone = Fit(1);
        Assert.Equal(alone, Fit(1));
        Assert.Equal(alone, Fit(3));
    }

    [Fact]
    public void Nothing_works_before_it_is_fitted_and_the_message_says_what_to_call()
    {
        LinearModel model = Prepared.Standardized(Shape, Per.Channel);
        InMemoryDataset data = Prepared.Related(Shape, 9, seed: 7);
        float[] pixels = new float[60];
        float[] outputs = new float[3];
        Assert.False(model.IsPreprocessingFitted);
        foreach (Action use in new Action[]
        {
            () => model.Predict(pixels, outputs), () => model.Evaluate(data), () => model.TrainStep(pixels, [1, 0, 0], new Sgd(0.1f)), () => model.Fork().Predict(pixels, outputs), () => model.PredictOneCopy(pixels),
        })
        {
            string message = Assert.Throws<InvalidOperationException>(use).Message;
            Assert.Contains("Standardize1 of LinearModel has no figures yet: call Fit, or FitPreprocessing", message, StringComparison.Ordinal);
        }

        Assert.Equal(0, model.StepCount);
        LinearModel fork = model.Fork();
        model.FitPreprocessing(data, Token);
        Assert.True(fork.IsPreprocessingFitted);
        fork.Predict(pixels, outputs);
        model.TrainStep(pixels, [1, 0, 0], new Sgd(0.1f));
    }

    [Fact]
    public void A_model_without_figures_needs_none()
    {
        foreach (LinearModel model in new[] { LinearModel.Dense(Shape, 3), Prepared.Rescaled(Shape, 2, -1) })
        {
            long version = model.Parameters.Version;
            model.FitPreprocessing(Prepared.Related(Shape, 9, seed: 7), Token);
            Assert.True(model.IsPreprocessingFitted);
            Assert.Equal(version, model.Parameters.Version);
        }
    }

    [Fact]
    public void Rescaled_pixels_are_what_the_layer_below_reads()
    {
        LinearModel rescaled = Prepared.Rescaled(Shape, 2, -1);
        LinearModel plain = LinearModel.Dense(Shape, 3);
        float[] pixels = Samples.Floats(new Random(1), 60, 0, 1);
        float[] expected = new float[3];
        plain.Predict([.. pixels.Select(pixel => (pixel * 2) - 1)], expected);
        float[] outputs = new float[3];
        rescaled.Predict(pixels, outputs);
        Assert.Equal(expected, outputs);
    }

    [Fact]
    public void Samples_at_fault_are_named_and_the_figures_stay()
    {
        LinearModel model = Prepared.Standardized(Shape, Per.Pixel);
        model.FitPreprocessing(Prepared.Related(Shape, 9, seed: 1), Token);
        float[] before = model.Parameters.All.ToArray();
        float[] bad = Prepared.ValuesOf(Prepared.Related(Shape, 50, seed: 2));
        bad[(40 * 60) + 3] = float.NaN;
        var data = new InMemoryDataset(Shape, bad, new int[50], ["a", "b", "c"]);
        Assert.Contains("Sample 40", Assert.Throws<ArgumentException>("train", () => model.FitPreprocessing(data, Token)).Message, StringComparison.Ordinal);
        Assert.Contains("divide bytes by 255", Assert.Throws<ArgumentException>("train", () => model.FitPreprocessing(Bright(255), Token)).Message, StringComparison.Ordinal);
        model.ChecksPixels = false;
        Assert.Contains("Sample 40", Assert.Throws<ArgumentException>("train", () => model.FitPreprocessing(data, Token)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("train", () => model.FitPreprocessing(Prepared.Related(new ImageShape(4, 5, 2), 9, seed: 1), Token));
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => model.FitPreprocessing(Bright(1), source.Token));
        Assert.Equal(before, model.Parameters.All.ToArray());
        model.FitPreprocessing(Bright(255), Token);
        Assert.InRange(model.Parameters[Prepared.Mean][0], 50, 200);
    }

    [Fact]
    public void Bytes_are_pixels_to_a_model_that_divides_them()
    {
        LinearModel model = Prepared.Rescaled(Shape, 1 / 255f, 0);
        InMemoryDataset bytes = Bright(255);
        model.Fit(bytes, bytes, new FitOptions { Optimizer = new Sgd(0.01f) });
        model.Predict(Prepared.ValuesOf(bytes), new float[150]);
        Assert.Contains("Rescale1", Assert.Throws<ArgumentException>("train", () => model.Fit(Bright(1000))).Message, StringComparison.Ordinal);
        Assert.Contains("Rescale1", Assert.Throws<ArgumentException>("pixels", () => model.Predict(Enumerable.Repeat(5000f, 60).ToArray(), new float[3])).Message, StringComparison.Ordinal);

        // 0..1 stays what augmentation cuts to, whatever is made of it afterwards.
        Assert.Contains("0..1", Assert.Throws<ArgumentException>("train", () => model.Fit(bytes, options: new FitOptions { Augmentation = new Augmentation { BrightnessRange = 0.2f } })).Message, StringComparison.Ordinal);
        LinearModel centred = Prepared.Rescaled(Shape, 2, -1);
        centred.Fit(Bright(1));
        Assert.Throws<ArgumentException>("train", () => centred.Fit(bytes));
    }

    private static InMemoryDataset Bright(float largest) => new(Shape, Samples.Floats(new Random(1), 50 * 60, 0, largest), Enumerable.Range(0, 50).Select(i => i % 3).ToArray(), ["a", "b", "c"]);

    /// <summary>(x − mean) · matrix in double precision.</summary>
    private static float[] Whiten(float[] values, LinearModel model, int n)
    {
        float[] mean = model.Parameters[Prepared.Mean].ToArray();
        float[] matrix = model.Parameters[Prepared.Second].ToArray();
        float[] whitened = new float[values.Length];
        Parallel.For(0, values.Length / n, sample =>
        {
            double[] sums = new double[n];
            for (int i = 0; i < n; i++)
            {
                double centred = values[(sample * n) + i] - mean[i];
                for (int j = 0; j < n; j++) sums[j] += centred * matrix[(i * n) + j];
            }

            for (int j = 0; j < n; j++) whitened[(sample * n) + j] = (float)sums[j];
        });
        return whitened;
    }

    /// <summary>Takes its time for the first sample that is read.</summary>
    private sealed class Waiting(IDataset source, TimeSpan time) : IDataset
    {
        private int _reads;

        public int Count => source.Count;

        public ImageShape Shape => source.Shape;

        public IReadOnlyList<string> ClassNames => source.ClassNames;

        public void ReadPixels(int index, Span<float> pixels)
        {
            if (Interlocked.Increment(ref _reads) == 1) Thread.Sleep(time);
            source.ReadPixels(index, pixels);
        }

        public int ReadLabel(int index) => source.ReadLabel(index);
    }
}
