namespace CnnGen;

/// <summary>The handwritten digits of MNIST: 60,000 to train on and 10,000 to test with, 28 × 28 × 1, under the names that they are published with.</summary>
public static class Mnist
{
    /// <summary>Loads <c>train-images-idx3-ubyte</c> and <c>train-labels-idx1-ubyte</c>, each plain or with <c>.gz</c>.</summary>
    /// <param name="directory">Where they are.</param>
    /// <returns>The training pictures.</returns>
    /// <exception cref="FileNotFoundException">One of them is not there.</exception>
    /// <exception cref="InvalidDataException">One of them is not what it should be.</exception>
    public static InMemoryDataset LoadTrain(string directory) => Load(directory, "train");

    /// <summary>Loads <c>t10k-images-idx3-ubyte</c> and <c>t10k-labels-idx1-ubyte</c>, each plain or with <c>.gz</c>.</summary>
    /// <param name="directory">Where they are.</param>
    /// <returns>The test pictures.</returns>
    /// <exception cref="FileNotFoundException">One of them is not there.</exception>
    /// <exception cref="InvalidDataException">One of them is not what it should be.</exception>
    public static InMemoryDataset LoadTest(string directory) => Load(directory, "t10k");

    private static InMemoryDataset Load(string directory, string part) =>
        IdxDataset.Load(Find(directory, $"{part}-images-idx3-ubyte"), Find(directory, $"{part}-labels-idx1-ubyte"));

    private static string Find(string directory, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        string plain = Path.Combine(directory, name);
        if (File.Exists(plain)) return plain;
        string packed = plain + ".gz";
        if (File.Exists(packed)) return packed;
        throw new FileNotFoundException($"{directory} holds neither {name} nor {name}.gz.", plain);
    }
}
