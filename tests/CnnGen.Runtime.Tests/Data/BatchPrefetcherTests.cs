namespace CnnGen.Runtime.Tests;

public sealed class BatchPrefetcherTests
{
    [Fact]
    public void Batches_without_shuffling_come_in_order_with_the_rest_of_a_pass_last()
    {
        var dataset = new Numbered(7);
        using var batches = new BatchPrefetcher(dataset, 3, 1, shuffleSeed: null, total: 5);
        Assert.Equal([[0, 1, 2], [3, 4, 5], [6], [0, 1, 2], [3, 4, 5]], TakeAll(batches, 5));
        Assert.Throws<InvalidOperationException>(() => batches.Next(CancellationToken.None));
    }

    [Fact]
    public void Shuffled_passes_differ_cover_everything_and_do_not_depend_on_time()
    {
        using var quick = new BatchPrefetcher(new Numbered(50), 8, 1, shuffleSeed: 3, total: 14);
        using var slow = new BatchPrefetcher(new Numbered(50) { Delay = 1 }, 8, 1, shuffleSeed: 3, total: 14);
        float[][] a = TakeAll(quick, 14);
        Assert.Equal(a, TakeAll(slow, 14));
        float[] first = [.. a.Take(7).SelectMany(batch => batch)];
        float[] second = [.. a.Skip(7).SelectMany(batch => batch)];
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (float)i), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void An_error_while_reading_comes_with_the_batch_that_it_belongs_to()
    {
        using var batches = new BatchPrefetcher(new Numbered(10) { FailsFrom = 5 }, 2, 1, shuffleSeed: null, total: 5);
        Assert.Equal([[0, 1], [2, 3]], TakeAll(batches, 2));
        Assert.Equal("sample 5", Assert.Throws<IOException>(() => batches.Next(CancellationToken.None)).Message);
    }

    [Fact]
    public void Of_several_errors_that_of_the_first_sample_comes_whichever_thread_met_it()
    {
        for (int round = 0; round < 30; round++)
        {
            using var batches = new BatchPrefetcher(new Numbered(12) { FailsFrom = 7 }, 6, 1, shuffleSeed: null, total: 4, readers: 5);
            Assert.Equal([[0, 1, 2, 3, 4, 5]], TakeAll(batches, 1));
            Assert.Equal("sample 7", Assert.Throws<IOException>(() => batches.Next(CancellationToken.None)).Message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void It_can_be_left_at_any_time(int readers)
    {
        for (int taken = 0; taken < 6; taken++)
        {
            using var batches = new BatchPrefetcher(new Numbered(10), 2, 1, shuffleSeed: 1, total: 1000, readers: readers);
            Assert.Equal(taken, TakeAll(batches, taken).Length);
        }
    }

    [Fact]
    public void Samples_and_what_augmentation_makes_of_them_do_not_depend_on_how_many_threads_read()
    {
        var augmenter = new Augmenter(new Augmentation { RotationRange = 90, BrightnessRange = 0.5f, GaussianNoise = 0.1f, MixUpAlpha = 0.5f, CutMixAlpha = 1 }, Seed: 4);
        InMemoryDataset data = Samples.Separable(50, 3);
        (float[] Pixels, float[] Targets)[] alone = Read(readers: 1, start: 0);
        Assert.Equal(21, alone.Length);
        foreach (int readers in (int[])[2, 3, 8])
        {
            for (int start = 0; start < 21; start += 5)
            {
                (float[] Pixels, float[] Targets)[] together = Read(readers, start);
                for (int i = 0; i < together.Length; i++)
                {
                    Assert.Equal(alone[start + i].Pixels, together[i].Pixels);
                    Assert.Equal(alone[start + i].Targets, together[i].Targets);
                }
            }
        }

        (float[] Pixels, float[] Targets)[] Read(int readers, int start)
        {
            using var batches = new BatchPrefetcher(data, 8, 3, shuffleSeed: 4, total: 21, start, augmenter, readers);
            return [.. Enumerable.Range(start, 21 - start).Select(_ => batches.Next(CancellationToken.None)).Select(batch => (batch.Pixels.ToArray(), batch.Targets.ToArray()))];
        }
    }

    [Fact]
    public void Every_pass_augments_the_samples_in_another_way_by_their_index_and_not_by_their_place()
    {
        var settings = new Augmentation { BrightnessRange = 0.5f, ClipsPixels = false };
        InMemoryDataset data = Samples.Separable(6, 3);
        using var batches = new BatchPrefetcher(data, 4, 3, shuffleSeed: 1, total: 6, augmenter: new Augmenter(settings, Seed: 9));
        var firsts = new HashSet<float>();
        for (int number = 0; number < 6; number++)
        {
            Batch batch = batches.Next(CancellationToken.None);
            for (int place = 0; place < batch.Count; place++)
            {
                float[] picture = new float[Samples.Small.Length];
                float[] expected = new float[Samples.Small.Length];
                data.ReadPixels(batch.Samples[place], picture);
                settings.Apply(picture, expected, Samples.Small, seed: 9, epoch: number / 2, batch.Samples[place]);
                Assert.Equal(expected, batch.Pixels.Slice(place * expected.Length, expected.Length).ToArray());
                firsts.Add(expected[0]);
            }
        }

        Assert.Equal(18, firsts.Count);
    }

    [Fact]
    public void A_batch_larger_than_an_array_is_refused_with_its_numbers()
    {
        var error = Assert.Throws<ArgumentException>(() => new BatchPrefetcher(new Numbered(100_000) { Side = 1000 }, 100_000, 1, null, 1));
        Assert.Contains("100000 samples of 1000000", error.Message, StringComparison.Ordinal);
    }

    private static float[][] TakeAll(BatchPrefetcher batches, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => batches.Next(CancellationToken.None).Pixels.ToArray())];

    private sealed class Numbered(int count) : IDataset
    {
        public int FailsFrom { get; init; } = int.MaxValue;

        public int Delay { get; init; }

        public int Side { get; init; } = 1;

        public int Count => count;

        public ImageShape Shape => new(Side, Side, 1);

        public IReadOnlyList<string> ClassNames => [];

        public void ReadPixels(int index, Span<float> pixels)
        {
            if (index >= FailsFrom) throw new IOException($"sample {index}");
            if (Delay > 0) Thread.Sleep(Delay);
            pixels.Fill(index);
        }

        public int ReadLabel(int index) => 0;
    }
}
