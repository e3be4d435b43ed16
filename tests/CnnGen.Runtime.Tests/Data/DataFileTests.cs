namespace CnnGen.Runtime.Tests;

public sealed class DataFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Idx_files_load_plain_and_packed(bool packed)
    {
        using var folder = new TestFolder();
        InMemoryDataset dataset = IdxDataset.Load(
            folder.Write("images", packed ? Crafted.Gzip(Crafted.IdxPictures()) : Crafted.IdxPictures()),
            folder.Write("labels", packed ? Crafted.Gzip(Crafted.IdxLabels()) : Crafted.IdxLabels()));
        Assert.Equal(3, dataset.Count);
        Assert.Equal(new ImageShape(2, 2, 1), dataset.Shape);
        Assert.Equal([0, 9, 4], Enumerable.Range(0, 3).Select(dataset.ReadLabel));
        float[] pixels = new float[4];
        dataset.ReadPixels(2, pixels);
        Assert.Equal([8 / 255f, 9 / 255f, 10 / 255f, 1], pixels);
    }

    [Theory]
    [InlineData(0x804, new[] { 3, 2, 1, 2 }, 2)]
    [InlineData(0x804, new[] { 3, 2, 2, 1 }, 1)]
    [InlineData(0x805, new[] { 3, 1, 2, 1, 2 }, 2)]
    [InlineData(0x806, new[] { 3, 1, 1, 2, 1, 2 }, 4)]
    public void What_follows_rows_and_columns_are_channels(int magic, int[] sizes, int channels)
    {
        using var folder = new TestFolder();
        byte[] values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255];
        InMemoryDataset dataset = IdxDataset.Load(folder.Write("images", Crafted.Idx(magic, sizes, values)), folder.Write("labels", Crafted.IdxLabels()));
        Assert.Equal(3, dataset.Count);
        Assert.Equal(new ImageShape(sizes[1], sizes[2], channels), dataset.Shape);
        float[] pixels = new float[4];
        dataset.ReadPixels(2, pixels);
        Assert.Equal([8 / 255f, 9 / 255f, 10 / 255f, 1], pixels);
    }

    public static TheoryData<string, byte[], byte[], string> WrongIdx => new()
    {
        { "magic", Crafted.Idx(0x802, [3, 2, 2], new byte[12]), Crafted.IdxLabels(), "0x00000802" },
        { "labels for pictures", Crafted.IdxLabels(), Crafted.IdxLabels(), "0x00000803" },
        { "empty", [], Crafted.IdxLabels(), "ends at offset 0" },
        { "short head", [0, 0, 8, 3, 0, 0], Crafted.IdxLabels(), "ends at offset 6" },
        { "no rows", Crafted.Idx(0x803, [3, 0, 2], []), Crafted.IdxLabels(), "0 rows" },
        { "negative count", Crafted.Idx(0x803, [-3, 2, 2], []), Crafted.IdxLabels(), "-3 pictures" },
        { "huge count", Crafted.Idx(0x803, [int.MaxValue, 28, 28], new byte[12]), Crafted.IdxLabels(), "more than" },
        { "huge picture", Crafted.Idx(0x803, [1, int.MaxValue, int.MaxValue], new byte[12]), Crafted.IdxLabels(), "more than" },
        { "two dimensions of pixels", Crafted.Idx(0x802, [3, 2], new byte[6]), Crafted.IdxLabels(), "0x00000803" },
        { "floats", Crafted.Idx(0xD03, [3, 2, 2], new byte[48]), Crafted.IdxLabels(), "0x00000D03" },
        { "no channels", Crafted.Idx(0x804, [3, 2, 2, 0], []), Crafted.IdxLabels(), "0 channels (offset 16)" },
        { "negative channels", Crafted.Idx(0x805, [3, 2, 2, 1, -1], []), Crafted.IdxLabels(), "-1 channels (offset 20)" },
        { "huge pixel", Crafted.Idx(0x804, [1, 1, 1, int.MaxValue], new byte[12]), Crafted.IdxLabels(), "more than" },
        { "picture of four huge sizes", Crafted.Idx(0x806, [1, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue], new byte[12]), Crafted.IdxLabels(), "more than" },
        { "sizes that overflow to a small product", Crafted.Idx(0x805, [1, 1 << 16, 1 << 16, 1 << 16, 1 << 16], new byte[12]), Crafted.IdxLabels(), "65536 × 65536 values (offset 8), more than" },
        { "count that overflows with the channels", Crafted.Idx(0x804, [1 << 30, 2, 2, 4], new byte[12]), Crafted.IdxLabels(), "1073741824 pictures of 2×2×4 (offset 4): 17179869184 bytes, more than" },
        { "255 dimensions", Crafted.Idx(0x8FF, [3, 2, 2], new byte[12]), Crafted.IdxLabels(), "ends at offset 28" },
        { "labels of two dimensions", Crafted.IdxPictures(), Crafted.Idx(0x802, [3, 1], [0, 9, 4]), "0x00000801" },
        { "more than there is", Crafted.Idx(0x803, [2_000_000, 28, 28], new byte[12]), Crafted.IdxLabels(), "ends at offset 28" },
        { "one byte short", Crafted.IdxPictures()[..^1], Crafted.IdxLabels(), "ends at offset 27" },
        { "one byte more", [.. Crafted.IdxPictures(), 0], Crafted.IdxLabels(), "after offset 28" },
        { "fewer labels", Crafted.IdxPictures(), Crafted.Idx(0x801, [2], [1, 2]), "2 labels" },
        { "short labels", Crafted.IdxPictures(), Crafted.IdxLabels()[..^1], "ends at offset 10" },
        { "label too large", Crafted.IdxPictures(), Crafted.Idx(0x801, [3], [1, 10, 2]), "label 1 (offset 9) is 10" },
    };

    [Theory]
    [MemberData(nameof(WrongIdx))]
    public void A_wrong_idx_file_is_named_with_what_is_wrong(string what, byte[] images, byte[] labels, string expected)
    {
        foreach (bool packed in new[] { false, true })
        {
            using var folder = new TestFolder();
            string imagesPath = folder.Write("images", packed ? Crafted.Gzip(images) : images);
            string labelsPath = folder.Write("labels", packed ? Crafted.Gzip(labels) : labels);
            var error = Assert.Throws<InvalidDataException>(() => IdxDataset.Load(imagesPath, labelsPath));
            Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
            Assert.Contains(folder.ToString(), error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x803, new[] { 2_000_000, 28, 28 }, true)]
    [InlineData(0x804, new[] { 2_000_000, 16, 16, 3 }, true)]
    [InlineData(0x804, new[] { 2_000_000, 16, 16, 3 }, false)]
    [InlineData(0x805, new[] { 1, 1_000_000, 10, 10, 20 }, true)]
    public void A_file_that_promises_much_takes_memory_only_for_what_it_holds(int magic, int[] sizes, bool packed)
    {
        using var folder = new TestFolder();
        byte[] content = Crafted.Idx(magic, sizes, new byte[100]);
        string images = folder.Write("images", packed ? Crafted.Gzip(content) : content);
        string labels = folder.Write("labels", Crafted.IdxLabels());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => IdxDataset.Load(images, labels));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
    }

    [Fact]
    public void A_damaged_packed_file_is_named()
    {
        using var folder = new TestFolder();
        byte[] packed = Crafted.Gzip(Crafted.IdxPictures());
        packed[^6] ^= 0xFF; // within the checksum
        string images = folder.Write("images.gz", packed);
        string labels = folder.Write("labels", Crafted.IdxLabels());
        Assert.Contains(images, Assert.Throws<InvalidDataException>(() => IdxDataset.Load(images, labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cifar_planes_become_pixels()
    {
        using var folder = new TestFolder();
        InMemoryDataset dataset = CifarDataset.Load(folder.Write("1", Crafted.Cifar(3, 0)), folder.Write("2", Crafted.Cifar(9)));
        Assert.Equal(3, dataset.Count);
        Assert.Equal(new ImageShape(32, 32, 3), dataset.Shape);
        Assert.Equal([3, 0, 9], Enumerable.Range(0, 3).Select(dataset.ReadLabel));
        Assert.Equal("cat", dataset.ClassNames[3]);
        float[] pixels = new float[3072];
        dataset.ReadPixels(1, pixels);
        byte[] file = Crafted.Cifar(0);
        for (int pixel = 0; pixel < 1024; pixel++)
        {
            for (int channel = 0; channel < 3; channel++) Assert.Equal(file[1 + (channel * 1024) + pixel] / 255f, pixels[(pixel * 3) + channel]);
        }
    }

    public static TheoryData<byte[], string> WrongCifar => new()
    {
        { [], "0 bytes" },
        { Crafted.Cifar(1, 2)[..^1], "ends at offset 3073" },
        { [.. Crafted.Cifar(1), 0], "3074 bytes" },
        { Crafted.Cifar(1, 10), "picture 1 (offset 3073) has label 10" },
        { Crafted.Gzip(Crafted.Cifar(1)), "gzip" },
    };

    [Theory]
    [MemberData(nameof(WrongCifar))]
    public void A_wrong_cifar_file_is_named_with_what_is_wrong(byte[] file, string expected)
    {
        using var folder = new TestFolder();
        string path = folder.Write("batch.bin", file);
        string message = Assert.Throws<InvalidDataException>(() => CifarDataset.Load(path)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_mutation_of_a_data_file_gives_anything_but_data_or_a_named_error()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TestFolder();
        byte[][] sources = [Crafted.IdxPictures(), Crafted.IdxLabels(), Crafted.IdxColours(), Crafted.Gzip(Crafted.IdxLabels()), Crafted.Cifar(1, 2)];
        string images = folder.Write("good images", Crafted.IdxPictures());
        string labels = folder.Write("good labels", Crafted.IdxLabels());
        for (int i = 0; i < 1000; i++)
        {
            int which = random.Next(sources.Length);
            string path = folder.Write("mutant", Mutation.Of(sources[which], random));
            Exception? error = Record.Exception(() => which switch
            {
                0 or 2 => IdxDataset.Load(path, labels),
                1 or 3 => IdxDataset.Load(images, path),
                _ => CifarDataset.Load(path),
            });
            Assert.True(error is null || (error is InvalidDataException && error.Message.Contains(path, StringComparison.Ordinal)), $"seed {seed}, case {i}: {error}");
        }
    }

    [Fact]
    public void Real_mnist_has_its_counts()
    {
        string folder = Path.Combine(Repository.Data, "mnist");
        if (!Directory.Exists(folder)) Assert.Skip($"MNIST is not in {folder}.");
        InMemoryDataset train = Mnist.LoadTrain(folder);
        InMemoryDataset test = Mnist.LoadTest(folder);
        Assert.Equal((60000, 10000), (train.Count, test.Count));
        Assert.Equal(new ImageShape(28, 28, 1), train.Shape);
        Assert.Equal([5, 0, 4, 1, 9], Enumerable.Range(0, 5).Select(train.ReadLabel));
        Assert.Equal([7, 2, 1, 0, 4], Enumerable.Range(0, 5).Select(test.ReadLabel));
        Assert.Equal(10, Enumerable.Range(0, test.Count).Select(test.ReadLabel).Distinct().Count());
    }

    [Fact]
    public void Real_cifar_pictures_load()
    {
        string folder = Path.Combine(Repository.Data, "cifar10-subset");
        if (!Directory.Exists(folder)) Assert.Skip($"The CIFAR-10 subset is not in {folder}.");
        Assert.Equal(1000, CifarDataset.Load(Path.Combine(folder, "test_batch.first1000.bin")).Count);
    }

    [Fact]
    public void Missing_mnist_files_are_named()
    {
        using var folder = new TestFolder();
        Assert.Contains("train-images-idx3-ubyte", Assert.Throws<FileNotFoundException>(() => Mnist.LoadTrain(folder.ToString())).Message, StringComparison.Ordinal);
    }
}
