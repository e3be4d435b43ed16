using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CnnGen.Benchmarks.Peers.Networks;

/// <summary>What the process of a peer is told of a network: it never holds the compiled model, whose memory would count as the peer's.</summary>
/// <param name="MultiplyAdds">Of one forward pass of one picture.</param>
/// <param name="Layers">In the order in which they run.</param>
internal sealed record NetworkDescription(long MultiplyAdds, IReadOnlyList<LayerInfo> Layers)
{
    private static readonly JsonSerializerOptions Format = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameLayers } } };

    /// <summary>Shape of a picture.</summary>
    public ImageShape Input() => Layers[0].Input;

    /// <summary>Shape of an output.</summary>
    public ImageShape Output() => Layers[^1].Output;

    /// <summary>Reads a file that <see cref="Write"/> has written.</summary>
    public static NetworkDescription Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        return JsonSerializer.Deserialize<NetworkDescription>(file, Format)!;
    }

    /// <summary>Writes the description as JSON.</summary>
    public void Write(string path)
    {
        using FileStream file = File.Create(path);
        JsonSerializer.Serialize(file, this, Format);
    }

    /// <summary>Writes each layer with the name of its kind.</summary>
    private static void NameLayers(JsonTypeInfo type)
    {
        if (type.Type != typeof(LayerInfo)) return;
        type.PolymorphismOptions = new JsonPolymorphismOptions();
        foreach (Type kind in typeof(LayerInfo).Assembly.GetTypes().Where(kind => kind.IsSubclassOf(typeof(LayerInfo)) && !kind.IsAbstract))
        {
            type.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind, kind.Name));
        }
    }
}
