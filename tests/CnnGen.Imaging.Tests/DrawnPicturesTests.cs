using Drawing;
using SkiaSharp;
using Xunit;

namespace CnnGen.Imaging.Tests;

public sealed class DrawnPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_seed_draws_the_same_files_on_one_thread_and_on_four()
    {
        DrawnPictures.Save(_folder.File("one"), 7, 4, seed: 3, threads: 1);
        DrawnPictures.Save(_folder.File("four"), 7, 4, seed: 3, threads: 4);
        string[] files = [.. Directory.EnumerateFiles(_folder.File("one"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.File("one"), path)).Order(StringComparer.Ordinal)];
        Assert.Equal(11, files.Length);
        Assert.Equal(4, files.Count(file => file.StartsWith(Path.Combine("train", "cats"), StringComparison.Ordinal)));
        foreach (string file in files)
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.File("one"), file)), File.ReadAllBytes(Path.Combine(_folder.File("four"), file)));
        }
    }

    [Fact]
    public void No_two_pictures_are_alike()
    {
        DrawnPictures.Save(_folder.Path, 40, 20, seed: 1, threads: 2);
        string[] files = Directory.GetFiles(_folder.Path, "*.png", SearchOption.AllDirectories);
        Assert.Equal(60, files.Select(file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))).Distinct().Count());
    }

    [Fact]
    public void Drawing_again_leaves_no_picture_of_the_last_time_and_no_other_file_touched()
    {
        DrawnPictures.Save(_folder.Path, 20, 4, seed: 1, threads: 2);
        string[] own = [_folder.Write("train/cats/mine.png", [1]), _folder.Write("train/cats/cat.mine.png", [1])];
        _folder.Write("train/cats/cat.12345.png", [1]); // of ten thousand and more
        _folder.Write("train/cats/.cat.0002.png", [1]); // interrupted
        DrawnPictures.Save(_folder.Path, 6, 4, seed: 2, threads: 2);
        Assert.All(own, path => Assert.True(File.Exists(path), path));
        Assert.Equal(3 + own.Length, Directory.GetFiles(_folder.File("train/cats")).Length);
    }

    /// <summary>
    /// Logistic regression sees each pixel by itself: were fur, light or place telling, it would do well. The network of the example passes 90% on such pictures.
    /// The best of several strengths of weight decay is taken, by the very pictures on which it is judged: an honest choice would do worse.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    public void Logistic_regression_on_the_pixels_stays_under_65_percent(int seed)
    {
        const int Training = 1000, Validation = 600, Size = 50;
        DrawnPictures.Save(_folder.Path, Training, Validation, seed, threads: 2);
        (float[][] trainPixels, bool[] trainLabels) = Read("train", Size);
        (float[][] validationPixels, bool[] validationLabels) = Read("val", Size);
        double best = 0;
        foreach (float decay in (ReadOnlySpan<float>)[0, 0.003f, 0.01f, 0.1f])
        {
            var regression = new LogisticRegression(Size * Size * 3);
            regression.Fit(trainPixels, trainLabels, epochs: 20, rate: 0.1f, decay, seed: 1);
            double accuracy = regression.Accuracy(validationPixels, validationLabels);
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, decay {decay}: training {regression.Accuracy(trainPixels, trainLabels):P1}, validation {accuracy:P1}");
            best = Math.Max(best, accuracy);
        }

        Assert.InRange(best, 0.4, 0.65);
    }

    [Fact]
    public void A_picture_too_small_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => FaceDrawer.Draw(Species.Cat, 0, 0, 7));

    [Theory]
    [InlineData(8)]
    [InlineData(131)]
    [InlineData(400)]
    public void Pictures_of_any_size_are_opaque(int size)
    {
        using SKBitmap picture = FaceDrawer.Draw(Species.Dog, 5, 6, size);
        Assert.Equal((size, size), (picture.Width, picture.Height));
        Assert.All(picture.Pixels, pixel => Assert.Equal(255, pixel.Alpha));
    }

    private (float[][] Pixels, bool[] Labels) Read(string part, int size)
    {
        var dataset = new ImageFolderDataset(_folder.File(part), new ImageShape(size, size, 3));
        float[][] pixels = new float[dataset.Count][];
        bool[] labels = new bool[dataset.Count];
        for (int i = 0; i < dataset.Count; i++)
        {
            pixels[i] = new float[dataset.Shape.Length];
            dataset.ReadPixels(i, pixels[i]);
            labels[i] = dataset.ReadLabel(i) == 1;
        }

        return (pixels, labels);
    }
}
