namespace CnnGen.Runtime.Tests;

public sealed class InMemoryDatasetTests
{
    private static readonly ImageShape Shape = new(1, 2, 1);

    [Fact]
    public void Bytes_become_pixels_from_0_to_1()
    {
        var dataset = new InMemoryDataset(Shape, Bytes(0, 255, 51, 1), Labels(1, 0), ["a", "b"]);
        float[] pixels = new float[2];
        dataset.ReadPixels(0, pixels);
        Assert.Equal([0, 1], pixels);
        dataset.ReadPixels(1, pixels);
        Assert.Equal([0.2f, 1 / 255f], pixels);
        Assert.Equal(2, dataset.Count);
    }

    [Fact]
    public void Targets_are_one_hot_or_0_and_1_for_one_value()
    {
        IDataset dataset = new InMemoryDataset(Shape, new float[4], Labels(1, 0), ["a", "b"]);
        float[] two = [7, 7];
        dataset.ReadTarget(0, two);
        Assert.Equal([0, 1], two);
        float[] one = [7];
        dataset.ReadTarget(0, one);
        Assert.Equal([1], one);
        dataset.ReadTarget(1, one);
        Assert.Equal([0], one);
    }

    [Fact]
    public void The_interface_makes_targets_of_labels_by_itself()
    {
        IDataset dataset = new LabelsAlone(label: 2);
        float[] target = [9, 9, 9];
        dataset.ReadTarget(0, target);
        Assert.Equal([0, 0, 1], target);
        Assert.Contains("class 2", Assert.Throws<ArgumentException>(() => dataset.ReadTarget(0, new float[1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => dataset.ReadTarget(0, new float[2]));
        Assert.Throws<ArgumentException>(() => dataset.ReadTarget(0, []));
    }

    [Fact]
    public void Regression_targets_come_back_as_they_are()
    {
        var dataset = new InMemoryDataset(Shape, new float[4], Floats(1, 2, 3, 4, 5, 6), targetLength: 3);
        float[] target = new float[3];
        dataset.ReadTarget(1, target);
        Assert.Equal([4, 5, 6], target);
        Assert.Empty(dataset.ClassNames);
        Assert.Throws<InvalidOperationException>(() => dataset.ReadLabel(0));
        Assert.Throws<ArgumentException>(() => dataset.ReadTarget(1, new float[2]));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new InMemoryDataset(Shape, new float[3], Labels(0), ["a", "b"]));
        Assert.Throws<ArgumentException>(() => new InMemoryDataset(Shape, new float[4], Labels(0), ["a", "b"]));
        Assert.Throws<ArgumentException>(() => new InMemoryDataset(Shape, new float[2], Labels(0), ["a"]));
        Assert.Contains("label 2", Assert.Throws<ArgumentException>(() => new InMemoryDataset(Shape, new float[2], Labels(2), ["a", "b"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new InMemoryDataset(new ImageShape(0, 1, 1), new float[2], Labels(0), ["a", "b"]));
        Assert.Throws<ArgumentException>(() => new InMemoryDataset(Shape, new float[2], new float[2], targetLength: 3));
        var dataset = new InMemoryDataset(Shape, new float[2], Labels(0), ["a", "b"]);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadLabel(1));
        Assert.Throws<ArgumentException>(() => dataset.ReadPixels(0, new float[3]));
    }

    [Fact]
    public void A_split_covers_all_samples_once_and_depends_on_the_seed_alone()
    {
        var dataset = new InMemoryDataset(new ImageShape(1, 1, 1), Enumerable.Range(0, 100).Select(i => (float)i).ToArray(), new int[100], ["a", "b"]);
        (Subset first, Subset second) = dataset.Split(0.8, seed: 5);
        Assert.Equal((80, 20), (first.Count, second.Count));
        Assert.Equal(Enumerable.Range(0, 100), Values(first).Concat(Values(second)).Select(value => (int)value).Order());
        Assert.Equal(Values(first), Values(dataset.Split(0.8, seed: 5).First));
        Assert.NotEqual(Values(first), Values(dataset.Split(0.8, seed: 6).First));
        Assert.Equal([0, 1, 2], Values(dataset.Take(3)));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Split(1, seed: 5));
        Assert.Throws<ArgumentException>(() => dataset.Take(1).Split(0.5, seed: 5));
        Assert.Throws<ArgumentException>(() => new Subset(dataset, [100]));
        Assert.Throws<ArgumentException>(() => new Subset(dataset, [-1]));
        Assert.Throws<ArgumentException>(() => new Subset(dataset.Take(0), [0]));
    }

    private static int[] Labels(params int[] values) => values;

    private static byte[] Bytes(params byte[] values) => values;

    private static float[] Floats(params float[] values) => values;

    private static float[] Values(Subset dataset)
    {
        float[] values = new float[dataset.Count];
        for (int i = 0; i < values.Length; i++) dataset.ReadPixels(i, values.AsSpan(i, 1));
        return values;
    }

    private sealed class LabelsAlone(int label) : IDataset
    {
        public int Count => 1;

        public ImageShape Shape => new(1, 1, 1);

        public IReadOnlyList<string> ClassNames => ["a", "b", "c"];

        public void ReadPixels(int index, Span<float> pixels) => pixels.Clear();

        public int ReadLabel(int index) => label;
    }
}
