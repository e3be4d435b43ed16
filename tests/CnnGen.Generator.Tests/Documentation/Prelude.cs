namespace CnnGen.Generator.Tests.Documentation;

/// <summary>What a page has shown before a snippet: types, and as members of a static class the variables that the snippet goes on with.</summary>
internal static class Prelude
{
    /// <summary>Makes the types and variables of every prelude visible without their names.</summary>
    public const string Usings = "global using CnnGen; global using static Given;";

    /// <summary>The sources by name.</summary>
    public static IReadOnlyDictionary<string, string> Sources { get; } = new Dictionary<string, string>
    {
        ["digits"] = """
            using System;
            using CnnGen;

            [Input(28, 28, 1)]
            [Conv2D(32, 3)] [MaxPool(2)]
            [Conv2D(64, 3)] [MaxPool(2)]
            [Dense(128)] [Dropout(0.3)]
            [Dense(10, Activation.Softmax)]
            public sealed partial class Digits;

            public static class Given
            {
                public static Digits model { get; } = new(seed: 42);
                public static IDataset data { get; } = Mnist.LoadTrain("data/mnist");
                public static IDataset train { get; } = data.Split(0.9, seed: 1).First;
                public static IDataset validation { get; } = data.Split(0.9, seed: 1).Second;
                public static IDataset test { get; } = Mnist.LoadTest("data/mnist");
                public static float[] pixels { get; } = new float[Digits.InputLength];
            }
            """,
    };
}
