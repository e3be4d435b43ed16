using CnnGen.Interop.Onnx;

namespace CnnGen.Interop;

/// <summary>Writes models as ONNX files (onnx.ai), which ONNX Runtime and most other runtimes read.</summary>
public static class OnnxExport
{
    /// <summary>Bytes that a file may have beside its weights: far more than nodes and names ever take.</summary>
    private const int RoomForGraph = 1 << 20;

    /// <summary>
    /// Writes the model as it predicts (dropout gone, batch normalisation by its running averages, preprocessing in front) with opset 17, in 32-bit floats.
    /// The graph has one input, <c>input</c> [N, height, width, channels] with pixels 0..1, and one output, <c>output</c>: [N, values] where the model gives
    /// a vector (height and width 1), [N, height, width, channels] otherwise. N, the batch, is chosen at each run.
    /// The file is written beside and renamed into place: a reader sees the old one or the whole new one.
    /// </summary>
    /// <param name="model">The model; its weights are copied as they are now.</param>
    /// <param name="path">The file, usually <c>.onnx</c>.</param>
    /// <exception cref="NotSupportedException">The model does not fit the 2 GiB that an ONNX file may have, or has no description of its layers.</exception>
    /// <exception cref="InvalidOperationException">The model's preprocessing has not been fitted.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there is left as it was.</exception>
    public static void ExportOnnx(this CompiledModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (model.Info.Layers.Count == 0) throw new NotSupportedException($"{model.Info.Name} has no description of its layers: build it with the compiler that belongs to this library.");
        if (!model.IsPreprocessingFitted) throw new InvalidOperationException($"{model.Info.Layers[0].Name} of {model.Info.Name} has no figures to write yet: call {nameof(CompiledModel.Fit)} or {nameof(CompiledModel.FitPreprocessing)}, or load weights.");
        if (model.Info.ParameterCount * sizeof(float) > int.MaxValue - RoomForGraph)
        {
            throw new NotSupportedException($"{model.Info.Name} has {model.Info.ParameterCount:N0} parameters; an ONNX file holds at most 2 GiB.");
        }

        ProtoMessage file = OnnxFile.Describe(model.Info, GraphBuilder.Build(model));
        AtomicFile.Write(path, file.WriteTo);
    }
}
