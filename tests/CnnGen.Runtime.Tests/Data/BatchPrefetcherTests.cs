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
        using var batches = new BatchPrefetcher(new Numbered(10) { FailsAt = 5 }, 2, 1, shuffleSeed: null, total: 5);
        Assert.Equal([[0, 1], [2, 3]], TakeAll(batches, 2));
        Assert.Equal("sample 5", Assert.Throws<IOException>(() => batches.Next(CancellationToken.None)).Message);
    }

    [Fact]
    public void It_can_be_left_at_any_time()
    {
        for (int taken = 0; taken < 6; taken++)
        {
            using var batches = new BatchPrefetcher(new Numbered(10), 2, 1, shuffleSeed: 1, total: 1000);
            Assert.Equal(taken, TakeAll(batches, taken).Length);
        }
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
        public int FailsAt { get; init; } = -1;

        public int Delay { get; init; }

        public int Side { get; init; } = 1;

        public int Count => count;

        public ImageShape Shape => new(Side, Side, 1);

        public IReadOnlyList<string> ClassNames => [];

        public void ReadPixels(int index, Span<float> pixels)
        {
            if (index == FailsAt) throw new IOException($"sample {index}");
            if (Delay > 0) Thread.Sleep(Delay);
            pixels.Fill(index);
        }

        public int ReadLabel(int index) => 0;
    }
}
