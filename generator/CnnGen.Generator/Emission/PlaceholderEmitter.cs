using CnnGen.Generator.Model;

namespace CnnGen.Generator.Emission;

/// <summary>
/// Prints the public surface of a model without anything behind it. Code that uses the model compiles as before; the error that
/// stopped generation is the only one. Where that error was silenced, the model throws when it is made.
/// </summary>
internal static class PlaceholderEmitter
{
    private static readonly string[] Passes =
        ["ForwardPass", "OutputPass", "TrainingPass", "BackwardPass", "InputGradientPass"];

    private static readonly string[] Lengths = ["InputHeight", "InputWidth", "InputChannels", "InputLength", "OutputLength"];

    private static readonly string[] Refreshes = ["RefreshPass", "TrainingRefreshPass"];

    public static GeneratedFile Emit(Placeholder placeholder)
    {
        ModelIdentity identity = placeholder.Identity;
        string name = identity.Name;
        string label = placeholder.LabelsEnum ?? "int";
        string text = FileFrame.Write(identity, ["System"], "The attributes of this model have errors: this stands in for it until they are mended.", writer =>
        {
            using (writer.Open($"partial class {name} : global::CnnGen.CompiledModel"))
            {
                writer.Line("/// <summary>Empty until the errors are mended.</summary>");
                writer.Line("public const string Summary = \"\";");
                writer.Line();
                foreach (string length in Lengths)
                {
                    writer.Line("/// <summary>1 until the errors are mended.</summary>");
                    writer.Line($"public const int {length} = 1;");
                    writer.Line();
                }

                writer.Line("/// <summary>Throws until the errors are mended.</summary>");
                writer.Line("/// <param name=\"seed\">Not used.</param>");
                writer.Line($"public {name}(int seed = 0)");
                writer.Line("    : base(Compiled, seed)");
                using (writer.Open(string.Empty))
                {
                }

                writer.Line();
                writer.Line($"private static global::CnnGen.ModelInfo Compiled => throw new InvalidOperationException(\"The attributes of {name.TrimStart('@')} have errors, so that it was not generated.\");");
                EmitMethod(writer, $"public {name} Fork()");
                EmitMethod(writer, $"public static {name} Load(string path)");
                EmitMethod(writer, $"public global::CnnGen.Prediction<{label}> Predict(ReadOnlySpan<float> pixels)");
                EmitMethod(writer, $"public void Predict(ReadOnlySpan<float> pixels, Span<global::CnnGen.Prediction<{label}>> predictions)");
                writer.Line();
                writer.Line("/// <inheritdoc/>");
                writer.Line("protected override void RunStep(int step, int batch, int begin, int end, int worker, global::CnnGen.SampleSlice slice) => throw new InvalidOperationException();");
                foreach (string pass in Passes) EmitOverride(writer, pass, "int batch");
                foreach (string refresh in Refreshes) EmitOverride(writer, refresh, string.Empty);
            }
        });
        return new GeneratedFile(identity.HintName + ".g.cs", text);
    }

    private static void EmitMethod(CodeWriter writer, string signature)
    {
        writer.Line();
        writer.Line("/// <summary>Throws until the errors are mended.</summary>");
        writer.Line(signature + " => throw new InvalidOperationException();");
    }

    private static void EmitOverride(CodeWriter writer, string name, string parameters)
    {
        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line($"protected override void {name}({parameters}) => throw new InvalidOperationException();");
    }
}
