using System.Globalization;
using SkiaSharp;

namespace Drawing;

/// <summary>A folder of drawn pictures, laid out as a folder of photographs would be: <c>train/cats</c>, <c>train/dogs</c>, <c>val/cats</c>, <c>val/dogs</c>.</summary>
public static class DrawnPictures
{
    /// <summary>Rows and columns of a drawn picture.</summary>
    public const int Size = 150;

    /// <summary>Draws a training and a validation set, half cats and half dogs, as PNG files. The files are the same for the same seed, whatever the number of threads.</summary>
    /// <param name="folder">Where <c>train</c> and <c>val</c> are made. Pictures that an earlier run drew there are replaced.</param>
    /// <param name="training">Training pictures, at least 2; half are cats, rounded up.</param>
    /// <param name="validation">Validation pictures, at least 2; half are cats, rounded up.</param>
    /// <param name="seed">The same seed draws the same pictures. Training and validation pictures differ always.</param>
    /// <param name="threads">Threads that draw, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Save(string folder, int training, int validation, int seed, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(training, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(validation, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        int trainingCats = (training + 1) / 2;
        int trainingDogs = training - trainingCats;
        int validationCats = (validation + 1) / 2;
        SaveClass(Path.Combine(folder, "train", "cats"), Species.Cat, seed, 0, trainingCats, threads);
        SaveClass(Path.Combine(folder, "train", "dogs"), Species.Dog, seed, 0, trainingDogs, threads);
        SaveClass(Path.Combine(folder, "val", "cats"), Species.Cat, seed, trainingCats, validationCats, threads);
        SaveClass(Path.Combine(folder, "val", "dogs"), Species.Dog, seed, trainingDogs, validation - validationCats, threads);
    }

    private static void SaveClass(string folder, Species species, int seed, int first, int count, int threads)
    {
        Directory.CreateDirectory(folder);
        string name = species.ToString().ToLowerInvariant();
        foreach (string old in Directory.EnumerateFiles(folder, "*.png").Where(path => IsDrawn(Path.GetFileName(path), name))) File.Delete(old);
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            using SKBitmap picture = FaceDrawer.Draw(species, seed, first + i, Size);
            using SKData png = picture.Encode(SKEncodedImageFormat.Png, 100) ?? throw new IOException($"Picture {i} of {folder} cannot be encoded.");
            string file = string.Create(CultureInfo.InvariantCulture, $"{name}.{i:D4}.png");
            string beside = Path.Combine(folder, "." + file); // which data sets pass over: a picture is there as a whole or not at all
            using (FileStream stream = File.Create(beside)) png.SaveTo(stream);
            File.Move(beside, Path.Combine(folder, file));
        });
    }

    /// <summary>Whether a file is a drawing, or what was left of one when drawing was interrupted.</summary>
    private static bool IsDrawn(string file, string name)
    {
        string[] parts = file.TrimStart('.').Split('.');
        return parts.Length == 3 && parts[0] == name && parts[1].Length >= 4 && parts[1].All(char.IsAsciiDigit);
    }
}
