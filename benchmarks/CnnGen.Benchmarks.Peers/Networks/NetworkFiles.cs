using CnnGen.Benchmarks.Peers.Engines;
using CnnGen.Interop;

namespace CnnGen.Benchmarks.Peers.Networks;

/// <summary>The files of a network in a folder: the same weights in the form of each engine, drawn once.</summary>
/// <param name="folder">The folder.</param>
internal sealed class NetworkFiles(string folder)
{
    private const int Seed = 1;

    /// <summary>Where the files lie.</summary>
    public string Folder { get; } = folder;

    /// <summary>CnnGen's.</summary>
    public string Weights => Path.Combine(Folder, "model.safetensors");

    /// <summary>ONNX Runtime's.</summary>
    public string Onnx => Path.Combine(Folder, "model.onnx");

    /// <summary>libtorch's; see <see cref="LibtorchWeights"/>.</summary>
    public string Libtorch => Path.Combine(Folder, "libtorch.bin");

    /// <summary>A <see cref="NetworkDescription"/>.</summary>
    public string Description => Path.Combine(Folder, "network.json");

    /// <summary>Draws weights and writes all files.</summary>
    public void Write(Network network)
    {
        CompiledModel model = network.Create();
        for (int i = 0; i < model.Info.Parameters.Count; i++) model.Parameters.Set(i, Draw(model.Info.Parameters[i], Seed + i));
        new NetworkDescription(model.Info.MultiplyAdds, model.Info.Layers).Write(Description);
        model.Save(Weights);
        model.ExportOnnx(Onnx);
        LibtorchWeights.Write(model, Libtorch);
    }

    /// <summary>
    /// Weights uniform in ±√(6 / fan in) (He et al. 2015, arXiv 1502.01852), which keeps the size of activations through any number of layers with ReLU.
    /// What training starts at 0 or 1 is drawn about it, so that no engine can leave it out unnoticed.
    /// </summary>
    private static float[] Draw(ParameterInfo parameter, int seed)
    {
        (float middle, float reach) = parameter.Fill switch
        {
            ParameterFill.Zeros => (0f, 0.05f),
            ParameterFill.Ones => (1f, 0.25f),
            _ => (0f, MathF.Sqrt(6f / parameter.FanIn)),
        };
        var random = new Random(seed);
        var values = new float[parameter.Length];
        foreach (ref float value in values.AsSpan()) value = middle + (reach * ((2 * random.NextSingle()) - 1));
        return values;
    }
}
