namespace CnnGen.Runtime.Tests;

public sealed class StratifiedSplitTests
{
    private static readonly ImageShape Pixel = new(1, 1, 1);

    [Fact]
    public void Both_parts_have_the_classes_in_the_shares_of_the_whole()
    {
        (Subset first, Subset second) = Classes(70, 20, 10).Split(0.8, seed: 3, stratified: true);
        Assert.Equal([56, 16, 8], CountsOf(first));
        Assert.Equal([14, 4, 2], CountsOf(second));
    }

    [Fact]
    public void Random_class_sizes_and_fractions_are_met_to_within_one_sample()
    {
        int seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (int round = 0; round < 300; round++)
        {
            int[] sizes = [.. Enumerable.Range(0, random.Next(2, 12)).Select(_ => random.Next(2, 40))];
            double fraction = 0.01 + (0.98 * random.NextDouble());
            (Subset first, Subset second) = Classes(sizes).Split(fraction, random.Next(), stratified: true);
            int[] inFirst = CountsOf(first);
            int[] inSecond = CountsOf(second);
            for (int i = 0; i < sizes.Length; i++)
            {
                Assert.Equal(sizes[i], inFirst[i] + inSecond[i]);
                Assert.InRange(inFirst[i] - (sizes[i] * fraction), -1, 1);
                Assert.True(inFirst[i] > 0 && inSecond[i] > 0, $"class {i} of {sizes[i]} is missing from a part at {fraction}");
            }
        }
    }

    [Fact]
    public void The_first_part_is_as_large_as_without_stratifying_where_classes_allow_it()
    {
        InMemoryDataset dataset = Classes(11, 11, 11, 11);
        Assert.Equal(dataset.Split(0.5, seed: 1).First.Count, dataset.Split(0.5, seed: 1, stratified: true).First.Count);
        Assert.Equal([6, 6, 5, 5], CountsOf(dataset.Split(0.5, seed: 1, stratified: true).First));
    }

    [Fact]
    public void All_samples_come_once_in_an_order_that_the_seed_alone_decides()
    {
        InMemoryDataset dataset = Classes(30, 50);
        (Subset first, Subset second) = dataset.Split(0.6, seed: 5, stratified: true);
        Assert.Equal(Enumerable.Range(0, 80), Values(first).Concat(Values(second)).Order());
        Assert.Equal(Values(first), Values(dataset.Split(0.6, seed: 5, stratified: true).First));
        Assert.NotEqual(Values(first), Values(dataset.Split(0.6, seed: 6, stratified: true).First));
        Assert.NotEqual(Values(first).Order(), Values(first));
    }

    [Theory]
    [InlineData(1, "one sample")]
    [InlineData(0, "no sample")]
    public void A_class_that_a_part_would_have_none_of_is_named(int samples, string found)
    {
        InMemoryDataset dataset = Classes(10, samples);
        ArgumentException error = Assert.Throws<ArgumentException>(() => dataset.Split(0.5, seed: 1, stratified: true));
        Assert.Contains($"'1') has {found}", error.Message, StringComparison.Ordinal);
        Assert.Equal(dataset.Count, dataset.Split(0.5, seed: 1).First.Count + dataset.Split(0.5, seed: 1).Second.Count);
    }

    [Fact]
    public void Samples_without_classes_cannot_be_stratified()
    {
        float[] values = [0, 1, 2, 3];
        var dataset = new InMemoryDataset(Pixel, values, values, targetLength: 1);
        Assert.Contains("no classes", Assert.Throws<ArgumentException>(() => dataset.Split(0.5, seed: 1, stratified: true)).Message, StringComparison.Ordinal);
    }

    /// <summary>Samples class after class; the pixel of each is its index.</summary>
    private static InMemoryDataset Classes(params int[] sizes)
    {
        int[] labels = [.. sizes.SelectMany((size, label) => Enumerable.Repeat(label, size))];
        float[] pixels = [.. Enumerable.Range(0, labels.Length).Select(index => (float)index)];
        return new InMemoryDataset(Pixel, pixels, labels, InMemoryDataset.NumberedClasses(sizes.Length));
    }

    private static int[] CountsOf(Subset dataset)
    {
        int[] counts = new int[dataset.ClassNames.Count];
        for (int i = 0; i < dataset.Count; i++) counts[dataset.ReadLabel(i)]++;
        return counts;
    }

    private static int[] Values(Subset dataset)
    {
        int[] values = new int[dataset.Count];
        float[] pixel = new float[1];
        for (int i = 0; i < values.Length; i++)
        {
            dataset.ReadPixels(i, pixel);
            values[i] = (int)pixel[0];
        }

        return values;
    }
}
