using SkiaSharp;
using Xunit;

namespace CnnGen.Imaging.Tests;

public sealed class ImageFolderDatasetTests : IDisposable
{
    private static readonly ImageShape Shape = new(6, 6, 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Classes_are_the_folders_in_ordinal_order_and_their_files_in_nested_folders_too()
    {
        _folder.WriteSolid("dogs/2.png", SKColors.Blue);
        _folder.WriteSolid("dogs/1.png", SKColors.Red);
        _folder.WriteSolid("dogs/inside/deep/0.png", SKColors.Lime);
        _folder.WriteSolid("cats/a.png", SKColors.White);
        _folder.WriteSolid("Birds/a.png", SKColors.Black);
        _folder.Write("cats/.hidden", [1, 2, 3]);
        var dataset = new ImageFolderDataset(_folder.Path, Shape);
        Assert.Equal(["Birds", "cats", "dogs"], dataset.ClassNames);
        Assert.Equal(5, dataset.Count);
        Assert.Equal([0, 1, 2, 2, 2], Enumerable.Range(0, 5).Select(dataset.ReadLabel));
        Assert.EndsWith("0.png", dataset.PathOf(4), StringComparison.Ordinal);
        Assert.Equal([1f, 0f, 0f], Read(dataset, 2)[..3]);
        Assert.Equal([0f, 0f, 1f], Read(dataset, 3)[..3]);
    }

    [Fact]
    public void Targets_are_one_hot_or_one_number()
    {
        _folder.WriteSolid("cats/a.png", SKColors.White);
        _folder.WriteSolid("dogs/a.png", SKColors.White);
        IDataset dataset = new ImageFolderDataset(_folder.Path, Shape);
        float[] one = new float[1];
        dataset.ReadTarget(1, one);
        Assert.Equal([1f], one);
        float[] two = new float[2];
        dataset.ReadTarget(0, two);
        Assert.Equal([1f, 0f], two);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3 * 6 * 6 * 3, 3)]
    [InlineData(1 << 20, 8)]
    public void Pictures_are_the_same_from_memory_and_on_demand(long cacheBytes, int cached)
    {
        WriteRandom(8);
        var dataset = new ImageFolderDataset(_folder.Path, Shape, new ImageFolderOptions { CacheBytes = cacheBytes });
        var whole = new ImageFolderDataset(_folder.Path, Shape, new ImageFolderOptions { Threads = 1 });
        Assert.Equal(cached, dataset.CachedCount);
        for (int i = 0; i < 8; i++) Assert.Equal(Read(whole, i), Read(dataset, i));
    }

    [Fact]
    public void Many_threads_read_the_same_values()
    {
        WriteRandom(8);
        var dataset = new ImageFolderDataset(_folder.Path, Shape, new ImageFolderOptions { CacheBytes = 0 });
        float[][] expected = [.. Enumerable.Range(0, 8).Select(i => Read(dataset, i))];
        Parallel.For(0, 200, i => Assert.Equal(expected[i % 8], Read(dataset, i % 8)));
    }

    [Fact]
    public void Bad_files_are_named_and_counted_when_they_are_fatal()
    {
        WriteWithBadFiles();
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new ImageFolderDataset(_folder.Path, Shape));
        Assert.Contains(Path.Combine("cats", "b.jpg"), error.Message, StringComparison.Ordinal);
        Assert.Contains("2 of the 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_files_are_listed_when_they_are_skipped()
    {
        WriteWithBadFiles();
        var dataset = new ImageFolderDataset(_folder.Path, Shape, new ImageFolderOptions { BadFiles = BadFiles.Skip });
        Assert.Equal(2, dataset.Count);
        Assert.Equal(["b.jpg", "c.png"], dataset.Skipped.Select(file => Path.GetFileName(file.Path)));
        Assert.All(dataset.Skipped, file => Assert.NotEmpty(file.Reason));
        Assert.Equal([0, 1], [dataset.ReadLabel(0), dataset.ReadLabel(1)]);
    }

    [Fact]
    public void A_class_whose_files_are_all_bad_is_named()
    {
        _folder.WriteSolid("cats/a.png", SKColors.White);
        _folder.Write("dogs/a.png", [1, 2, 3]);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new ImageFolderDataset(_folder.Path, Shape, new ImageFolderOptions { BadFiles = BadFiles.Skip }));
        Assert.Contains("dogs", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_a_lone_class_and_an_empty_class_are_told()
    {
        Assert.Throws<DirectoryNotFoundException>(() => new ImageFolderDataset(Path.Combine(_folder.Path, "none"), Shape));
        Assert.Throws<InvalidDataException>(() => new ImageFolderDataset(_folder.Path, Shape));
        _folder.WriteSolid("cats/a.png", SKColors.White);
        Assert.Contains("cats alone", Assert.Throws<InvalidDataException>(() => new ImageFolderDataset(_folder.Path, Shape)).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "dogs"));
        Assert.Contains("dogs", Assert.Throws<InvalidDataException>(() => new ImageFolderDataset(_folder.Path, Shape)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_goes_bad_later_is_named_when_it_is_read()
    {
        WriteRandom(4);
        var dataset = new ImageFolderDataset(_folder.Path, Shape, new ImageFolderOptions { CacheBytes = 0 });
        File.WriteAllBytes(dataset.PathOf(2), [1, 2, 3]);
        Assert.Equal(dataset.PathOf(2), Assert.Throws<PictureException>(() => Read(dataset, 2)).Path);
    }

    [Fact]
    public void Indices_and_room_are_checked()
    {
        WriteRandom(4);
        var dataset = new ImageFolderDataset(_folder.Path, Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadLabel(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(dataset, -1));
        Assert.Throws<ArgumentException>(() => dataset.ReadPixels(0, new float[5]));
    }

    [Fact]
    public void Photographs_of_all_sizes_are_read()
    {
        string folder = Path.Combine(RepositoryData.Folder, "dogs-vs-cats", "val");
        if (!Directory.Exists(folder)) Assert.Skip($"The photographs of dogs and cats are missing: {folder}.");
        var dataset = new ImageFolderDataset(folder, new ImageShape(32, 32, 3));
        Assert.Equal(["cats", "dogs"], dataset.ClassNames);
        Assert.Equal(1000, dataset.Count);
        double mean = Enumerable.Range(0, dataset.Count).Average(i => Read(dataset, i).Average());
        Assert.InRange(mean, 0.35, 0.55);
    }

    private static float[] Read(ImageFolderDataset dataset, int index)
    {
        float[] pixels = new float[dataset.Shape.Length];
        dataset.ReadPixels(index, pixels);
        return pixels;
    }

    private void WriteRandom(int count)
    {
        var random = new Random(5);
        for (int i = 0; i < count; i++)
        {
            byte[] png = CraftedPictures.Encoded(10 + i, 13 - i, (_, _) => new SKColor((uint)random.Next() | 0xFF000000));
            _folder.Write($"{(i % 2 == 0 ? "cats" : "dogs")}/{i}.png", png);
        }
    }

    private void WriteWithBadFiles()
    {
        byte[] whole = CraftedPictures.Encoded(64, 64, (x, y) => new SKColor((byte)(x * 7), (byte)(y * 5), (byte)(x * y)));
        _folder.Write("cats/a.png", whole);
        _folder.Write("cats/b.jpg", "no picture"u8.ToArray());
        _folder.Write("dogs/c.png", whole[..(whole.Length / 2)]);
        _folder.Write("dogs/d.png", whole);
    }
}
