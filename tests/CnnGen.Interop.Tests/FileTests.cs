using CnnGen.Runtime.Tests;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace CnnGen.Interop.Tests;

public class FileTests
{
    [Fact]
    public void Input_and_output_are_named_and_the_batch_is_free()
    {
        using var folder = new OnnxFolder();
        using InferenceSession session = Export("Mixed", folder.File("model.onnx"));
        Assert.Equal([-1, 13, 10, 3], session.InputMetadata["input"].Dimensions);
        Assert.Equal("N", session.InputMetadata["input"].SymbolicDimensions[0]);
        Assert.Equal([-1, 5], session.OutputMetadata["output"].Dimensions);
        Assert.Equal(typeof(float), session.OutputMetadata["output"].ElementType);
    }

    [Fact]
    public void The_file_says_where_it_comes_from()
    {
        using var folder = new OnnxFolder();
        using InferenceSession session = Export("Mixed", folder.File("model.onnx"));
        CompiledModel model = Networks.Create("Mixed");
        Assert.Equal("CnnGen", session.ModelMetadata.ProducerName);
        Assert.Equal("Mixed", session.ModelMetadata.GraphName);
        Assert.Equal(model.Info.Summary, session.ModelMetadata.Description);
        Assert.Equal(model.Info.Fingerprint, session.ModelMetadata.CustomMetadataMap["fingerprint"]);
        Assert.Equal("NHWC, 0..1", session.ModelMetadata.CustomMetadataMap["input"]);
    }

    [Fact]
    public void Two_exports_write_the_same_bytes()
    {
        using var folder = new OnnxFolder();
        Export("Mixed", folder.File("a.onnx")).Dispose();
        Export("Mixed", folder.File("b.onnx")).Dispose();
        Assert.Equal(File.ReadAllBytes(folder.File("a.onnx")), File.ReadAllBytes(folder.File("b.onnx")));
    }

    [Fact]
    public void An_export_replaces_the_file_and_leaves_nothing_beside()
    {
        using var folder = new OnnxFolder();
        string path = folder.File("model.onnx");
        File.WriteAllText(path, "not a model");
        Export("Mixed", path).Dispose();
        Assert.Equal(["model.onnx"], folder.Names());
    }

    [Fact]
    public void A_change_of_the_weights_is_in_the_next_export()
    {
        using var folder = new OnnxFolder();
        CompiledModel model = Networks.Create("Dense_of_pixels");
        model.ExportOnnx(folder.File("before.onnx"));
        Agreement.Fill(model, new Random(1));
        model.ExportOnnx(folder.File("after.onnx"));
        Assert.NotEqual(File.ReadAllBytes(folder.File("before.onnx")), File.ReadAllBytes(folder.File("after.onnx")));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said()
    {
        using var folder = new OnnxFolder();
        Assert.Throws<DirectoryNotFoundException>(() => Networks.Create("Mixed").ExportOnnx(folder.File(Path.Combine("missing", "model.onnx"))));
    }

    [Fact]
    public void A_model_without_a_description_of_its_layers_is_refused_and_nothing_is_written()
    {
        using var folder = new OnnxFolder();
        LinearModel model = LinearModel.Dense(new ImageShape(2, 2, 1), 3);
        Assert.Empty(model.Info.Layers);
        string message = Assert.Throws<NotSupportedException>(() => model.ExportOnnx(folder.File("model.onnx"))).Message;
        Assert.Contains("LinearModel has no description of its layers", message, StringComparison.Ordinal);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void A_model_that_is_not_fitted_is_refused_and_nothing_is_written()
    {
        using var folder = new OnnxFolder();
        string message = Assert.Throws<InvalidOperationException>(() => Networks.Create("Zca_over_channels").ExportOnnx(folder.File("model.onnx"))).Message;
        Assert.Contains("ZcaWhiten1 of Zca_over_channels has no figures to write yet", message, StringComparison.Ordinal);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void A_softmax_takes_part_in_the_file()
    {
        using var folder = new OnnxFolder();
        using InferenceSession session = Export("Mixed", folder.File("model.onnx"));
        (float[] values, _) = Agreement.Run(session, new ImageShape(13, 10, 3), new float[2 * 13 * 10 * 3], batch: 2);
        Assert.Equal(1, values[..5].Sum(), 1e-5);
        Assert.Equal(1, values[5..].Sum(), 1e-5);
    }

    private static InferenceSession Export(string network, string path)
    {
        Networks.Create(network).ExportOnnx(path);
        return new InferenceSession(path);
    }
}
