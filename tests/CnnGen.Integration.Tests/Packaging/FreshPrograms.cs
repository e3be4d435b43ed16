namespace CnnGen.Integration.Tests.Packaging;

/// <summary>Texts of programs that a person might write with the package.</summary>
internal static class FreshPrograms
{
    /// <summary>A model and made-up samples: the class is told by which half of the picture is bright.</summary>
    public const string Model = """
        using CnnGen;

        namespace Shapes;

        /// <summary>Which half of a picture is bright.</summary>
        public enum Side
        {
            /// <summary>The left one.</summary>
            Left,

            /// <summary>The right one.</summary>
            Right,
        }

        /// <summary>Tells bright left halves from bright right ones.</summary>
        [Input(12, 12, 1)]
        [Conv2D(6, 3, Padding.Same)] [BatchNorm] [MaxPool(2)]
        [Conv2D(8, 3)]
        [Flatten] [Dropout(0.2)]
        [Dense(16, Activation.Tanh)]
        [Dense]
        [Labels<Side>]
        public sealed partial class BrightSide;

        internal static class Samples
        {
            public const int Count = 64;

            public static float[] Pixels { get; } = [.. Enumerable.Range(0, Count * BrightSide.InputLength).Select(Pixel)];

            public static int[] Labels { get; } = [.. Enumerable.Range(0, Count).Select(sample => sample % 2)];

            public static string Answers(BrightSide model)
            {
                var outputs = new float[Count * BrightSide.OutputLength];
                model.Predict(Pixels, outputs);
                return string.Join(' ', outputs.Select(output => BitConverter.SingleToUInt32Bits(output).ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
            }

            private static float Pixel(int index)
            {
                int sample = index / BrightSide.InputLength;
                bool isRight = index % BrightSide.InputWidth >= BrightSide.InputWidth / 2;
                return (isRight == (sample % 2 == 1) ? 0.5f : 0) + ((index * 7919L % 101) / 250f);
            }
        }
        """;

    /// <summary>Trains, tells how well, saves, and prints the answers as bits.</summary>
    public const string Trainer = """
        using System.Globalization;
        using CnnGen;
        using Shapes;

        var data = new InMemoryDataset(new ImageShape(12, 12, 1), Samples.Pixels, Samples.Labels, ["left", "right"]);
        using var progress = new StringWriter(CultureInfo.InvariantCulture);
        var model = new BrightSide(seed: 3) { Threads = 2 };
        History history = model.Fit(data, data, new FitOptions { Epochs = 12, BatchSize = 8, Optimizer = new Adam(0.01f), Seed = 5 });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accuracy {history.Last.ValidationAccuracy}"));
        Console.WriteLine($"typed {model.Predict(Samples.Pixels.AsSpan(0, BrightSide.InputLength)).Label}");
        Console.WriteLine($"named {model.Conv1.Weights.Shape.Count} {BrightSide.Summary.Length > 0}");
        model.Save(args[0]);
        Console.WriteLine("answers " + Samples.Answers(model));
        """;

    /// <summary>Loads what the other has saved, and prints the answers as bits.</summary>
    public const string Reader = """
        using Shapes;

        Console.WriteLine("answers " + Samples.Answers(BrightSide.Load(args[0])));
        """;

    /// <summary>Trains a step, saves, loads, and prints the answers as bits: once for each instruction set that it has.</summary>
    public const string Stepper = """
        using CnnGen;
        using Shapes;

        var data = new InMemoryDataset(new ImageShape(12, 12, 1), Samples.Pixels, Samples.Labels, ["left", "right"]);
        foreach (InstructionSet set in Enum.GetValues<InstructionSet>().Where(InstructionSets.IsSupported))
        {
            var model = new BrightSide(seed: 3) { InstructionSet = set };
            History history = model.Fit(data, data, new FitOptions { Epochs = 1, BatchSize = Samples.Count, Optimizer = new Adam(0.01f), Seed = 5 });
            model.Save(args[0]);
            BrightSide read = BrightSide.Load(args[0]);
            read.InstructionSet = set;
            Console.WriteLine($"{set}: {history.Epochs.Count} epoch, {model.StepCount} step, {read.Predict(Samples.Pixels.AsSpan(0, BrightSide.InputLength)).Label}, {Samples.Answers(read)}");
        }
        """;

    /// <summary>A model whose second window is larger than what is left.</summary>
    public const string Wrong = """
        using CnnGen;

        namespace Shapes;

        /// <summary>Has a mistake.</summary>
        [Input(9, 9, 1)]
        [MaxPool(2)]
        [Conv2D(8, 7)]
        [Dense(2, Activation.Softmax)]
        public sealed partial class Wrong;
        """;
}
