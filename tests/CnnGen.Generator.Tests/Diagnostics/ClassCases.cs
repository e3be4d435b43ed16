using static CnnGen.Generator.Tests.Diagnostics.DiagnosticCase;

namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>CNN00xx.</summary>
internal static class ClassCases
{
    private const string Layers = "[Input(8, 8, 1)] [Conv2D(4, 3)] [Dense(2, Activation.Softmax)] ";
    private const string Good = Layers + "public sealed partial class Model;";

    public static IEnumerable<DiagnosticCase> All =>
    [
        OfAttributes(
            "CNN0001",
            "[Conv2D(4, 3)] [Dense(2, Activation.Softmax)]",
            "Conv2D(4, 3)",
            "'Model' has layers but no [Input]: add one above them with height, width and channels, such as [Input(28, 28, 1)]",
            "[Input(8, 8, 1)] [Conv2D(4, 3)] [Dense(2, Activation.Softmax)]"),
        OfAttributes(
            "CNN0002",
            "[Input(8, 8, 1)]",
            "Input(8, 8, 1)",
            "'Model' has no layers: add some below [Input], such as [Conv2D(8, 3)] [MaxPool(2)] [Dense(10, Activation.Softmax)]",
            "[Input(8, 8, 1)] [Dense(2, Activation.Softmax)]"),
        new(
            "CNN0003",
            Layers + "public sealed class Model;",
            "Model",
            "'Model' is not partial: write 'partial class Model', so that its generated half can join it",
            Good),
        new(
            "CNN0004",
            "public static class Zoo { " + Good + " }",
            "Zoo",
            "'Zoo' is not partial and the model 'Model' stands inside it: make 'Zoo' partial, or move 'Model' out of it",
            "public static partial class Zoo { " + Good + " }"),
        new(
            "CNN0005",
            Layers + "public sealed partial class Model<T>;",
            "Model",
            "'Model' has type parameters, and neither the model 'Model' nor a type around it may have them: remove them, or move the model out",
            Layers + "public sealed partial class Model : System.IEquatable<int> { public bool Equals(int other) => false; }"),
        new(
            "CNN0005",
            "public partial class Box<T> { " + Good + " }",
            "Box",
            "'Box' has type parameters, and neither the model 'Model' nor a type around it may have them: remove them, or move the model out",
            "public partial class Box { " + Good + " }"),
        new(
            "CNN0006",
            Layers + "public static partial class Model;",
            "Model",
            "'Model' is static, but a model is an object that owns its weights: remove 'static'",
            Good),
        new(
            "CNN0007",
            Layers + "public abstract partial class Model;",
            "Model",
            "'Model' is abstract, so that no model could be made of it: remove 'abstract'",
            Layers + "public partial class Model;"),
        new(
            "CNN0008",
            Layers + "public sealed partial record Model;",
            "Model",
            "'Model' is a record, but a model owns weights and buffers and is no value to compare or copy: write 'class' instead of 'record'",
            Good),
        new(
            "CNN0009",
            Layers + "file partial class Model;",
            "Model",
            "'Model' is visible in its own file only, where its generated half cannot join it: remove 'file'",
            Layers + "internal partial class Model;"),
        new(
            "CNN0010",
            "public class Network; " + Layers + "public sealed partial class Model : Network;",
            "Model",
            "'Model' derives from 'Network', but the base of every model is CnnGen.CompiledModel: remove 'Network' (interfaces may stay)",
            "public interface INetwork; " + Layers + "public sealed partial class Model : INetwork;"),
        new(
            "CNN0011",
            Layers + "public sealed partial class Model(string name) { public string Title => name; }",
            "Model",
            "'Model' has a primary constructor, which the generated constructors cannot call: write an ordinary constructor that begins with ': this(seed)'",
            Layers + "public sealed partial class Model { public Model(string name) => Title = name; public string Title { get; } }"),
        new(
            "CNN0012",
            Layers + "public sealed partial class Model { public required string Title { get; init; } }",
            "Title",
            "'Model.Title' is required, but Fork and Load make models without setting it: remove 'required'",
            Layers + "public sealed partial class Model { public string? Title { get; init; } }"),
        new(
            "CNN0013",
            Layers + "public sealed partial class Model { public string Summary => \"\"; }",
            "Summary",
            "'Model.Summary' stands in the way of the generated Summary: give it another name",
            Layers + "public sealed partial class Model { public string Description => \"\"; }"),
        new(
            "CNN0013",
            Layers + "public sealed partial class Model { public static Model Load(string file) => new(); }",
            "Load",
            "'Model.Load(string)' stands in the way of the generated Load: give it another name or other parameters",
            Layers + "public sealed partial class Model { public static Model Load(System.Uri place) => new(); }"),
        new(
            "CNN0013",
            Layers + "public sealed partial class Model { public int Predict(System.ReadOnlySpan<float> pixels) => 0; }",
            "Predict",
            "'Model.Predict(System.ReadOnlySpan<float>)' stands in the way of the generated Predict: give it another name or other parameters",
            Layers + "public sealed partial class Model { public int Predict(System.ReadOnlySpan<float> pixels, int[] other) => 0; }"),
        new(
            "CNN0013",
            Layers + "public sealed partial class Model { public void Predict(System.ReadOnlySpan<float> pixels, System.Span<float> outputs) { } }",
            "Predict",
            "'Model.Predict(System.ReadOnlySpan<float>, System.Span<float>)' stands in the way of CompiledModel.Predict, which every model inherits: give it another name or other parameters",
            Layers + "public sealed partial class Model { public void Predict(System.ReadOnlySpan<float> pixels, System.Span<double> outputs) { } }"),
        new(
            "CNN0013",
            Layers + "public sealed partial class Model { public Model(int number) { } }",
            "Model",
            "'Model.Model(int)' stands in the way of the generated constructor with a seed: give it other parameters",
            Layers + "public sealed partial class Model { public Model(long number) { } }"),
        new(
            "CNN0013",
            "namespace Shop; " + Layers + "public sealed partial class Model { private Model(Model original) { } }",
            "Model",
            "'Model.Model(Shop.Model)' stands in the way of the generated constructor that Fork calls: give it other parameters",
            "namespace Shop; " + Layers + "public sealed partial class Model { private Model(Model[] originals) { } }"),
        new(
            "CNN0013",
            Layers + "public sealed partial class Model { public int Threads; }",
            "Threads",
            "'Model.Threads' stands in the way of CompiledModel.Threads, which every model inherits: give it another name",
            Layers + "public sealed partial class Model { public int Workers; }"),
        new(
            "CNN0013",
            Layers + "public sealed partial class Model { public int Dense1 { get; set; } }",
            "Dense1",
            "'Model.Dense1' stands in the way of the generated access to the weights of Dense1: give it another name",
            Layers + "public sealed partial class Model { public int Dense2 { get; set; } }"),
        new(
            "CNN0014",
            Layers + "public sealed partial class Conv1;",
            "Conv1",
            "The class 'Conv1' is called as its own member, the access to the weights of that layer, which C# does not allow: give the class another name",
            Layers + "public sealed partial class Conv2;"),
        new(
            "CNN0014",
            Layers + "public sealed partial class Predict;",
            "Predict",
            "The class 'Predict' is called as its own member, the generated Predict, which C# does not allow: give the class another name",
            Layers + "public sealed partial class Predictor;"),
        new(
            "CNN0015",
            "[Input(8, 8, 1)] [Conv2D(4, 3)] [MaxPool(2)] public sealed partial class Model; [Dense(2, Activation.Softmax)] partial class Model;",
            "Dense(2, Activation.Softmax)",
            "'Model' has layers on 2 parts, which have no order among themselves: move this one to the part where the other layers stand",
            "[Input(8, 8, 1)] public sealed partial class Model; [Conv2D(4, 3)] [Dense(2, Activation.Softmax)] partial class Model;"),
        OfAttributes(
            "CNN0016",
            "[Input(8, 8, 1)] [Input(9, 9, 1)] [Dense(2, Activation.Softmax)]",
            "Input(9, 9, 1)",
            "'Model' has [Input] already: a model has one, so remove this",
            "[Input(8, 8, 1)] [Dense(2, Activation.Softmax)]"),
        OfAttributes(
            "CNN0016",
            "[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] [Precision(1e-4)] [Precision(1e-5)]",
            "Precision(1e-5)",
            "'Model' has [Precision] already: a model has one, so remove this",
            "[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] [Precision(1e-4)]"),
        OfAttributes(
            "CNN0016",
            "[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] [Weights(Storage.Float32)] [Weights(Storage.BFloat16)]",
            "Weights(Storage.BFloat16)",
            "'Model' has [Weights] already: a model has one, so remove this",
            "[Input(8, 8, 1)] [Dense(2, Activation.Softmax)] [Weights(Storage.Float32)]"),
        OfAttributes(
            "CNN0016",
            "[Input(8, 8, 1)] [Recompute] [Dense(2, Activation.Softmax)] [Recompute]",
            "Recompute",
            "'Model' has [Recompute] already: a model has one, so remove this",
            "[Input(8, 8, 1)] [Recompute] [Dense(2, Activation.Softmax)]"),
    ];
}
