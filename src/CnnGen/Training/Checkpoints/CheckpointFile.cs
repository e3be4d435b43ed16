using System.Text.Json;

namespace CnnGen;

/// <summary>Tensors laid out as the parameters of a model, under names with a prefix.</summary>
/// <param name="Prefix">What stands before the name of each parameter.</param>
/// <param name="Values">Laid out as <see cref="ParameterStore.All"/>, or as the trained ones of them.</param>
/// <param name="IsTrainableOnly">Whether there is a tensor for what is trained alone.</param>
internal readonly record struct CheckpointTensors(string Prefix, Memory<float> Values, bool IsTrainableOnly);

/// <summary>
/// A checkpoint as a safetensors file: the weights under their own names, everything else that is laid out as they are under prefixes,
/// and the rest as JSON in the metadata. Files are not trusted.
/// </summary>
internal static class CheckpointFile
{
    private const string StateKey = "checkpoint";
    private const string FingerprintKey = "fingerprint";
    private const string TemporaryEnd = ".tmp";

    /// <summary>Writes a checkpoint beside its path and renames it into place.</summary>
    public static void Write(string path, ModelInfo info, IReadOnlyList<CheckpointTensors> groups, CheckpointState state) =>
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(
            stream,
            [.. Entries(info, groups).Select(entry => new SafetensorsTensor(entry.Name, entry.Parameter.Shape, entry.Values))],
            [
                new("format", "cnngen-checkpoint"),
                new("model", info.Name),
                new(FingerprintKey, info.Fingerprint),
                new(StateKey, JsonSerializer.Serialize(state, TrainingJson.Default.CheckpointState)),
            ]));

    /// <summary>Reads a checkpoint of a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="info">The model that it has to be of.</param>
    /// <param name="accept">Looks at the state and says what tensors there have to be; throws where the training is another one. Nothing has been changed then.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of another model; the message names it and says what is wrong. What <paramref name="accept"/> gave is then as it was, unless the file changed while it was read.</exception>
    public static void Read(string path, ModelInfo info, Func<CheckpointState, IReadOnlyList<CheckpointTensors>> accept)
    {
        using var reader = new SafetensorsReader(path);
        CheckpointState state = ReadState(path, reader.Header, info);
        List<(string Name, ParameterInfo Parameter, Memory<float> Values)> wanted = [.. Entries(info, accept(state))];
        Dictionary<string, SafetensorsEntry> present = reader.Header.Tensors.ToDictionary(entry => entry.Name);
        foreach ((string name, ParameterInfo parameter, _) in wanted)
        {
            string description = $"F32 [{string.Join(", ", parameter.Shape)}]";
            if (!present.TryGetValue(name, out SafetensorsEntry? entry)) throw Wrong(path, $"tensor '{name}', {description}, is missing");
            if (entry.Description != description) throw Wrong(path, $"tensor '{name}' is {entry.Description} in the file and {description} in this training");
        }

        if (present.Count != wanted.Count)
        {
            HashSet<string> names = [.. wanted.Select(entry => entry.Name)];
            throw Wrong(path, $"tensor '{present.Keys.First(name => !names.Contains(name))}' is not one of this training's");
        }

        float[][] read = [.. wanted.Select(entry => new float[entry.Values.Length])];
        for (int i = 0; i < read.Length; i++)
        {
            reader.Read(present[wanted[i].Name], read[i]);
            bool isWeight = wanted[i].Name == wanted[i].Parameter.Name; // an optimiser's squares may well have overflowed
            if (isWeight && !PixelRange.AllFinite(read[i])) throw Wrong(path, $"tensor '{wanted[i].Name}' holds values that are infinite or not a number");
            if (info.Fitted?.FindFault(info, wanted[i].Parameter.Name, read[i]) is { } fault) throw Wrong(path, $"tensor '{wanted[i].Name}' {fault}");
        }

        for (int i = 0; i < read.Length; i++) read[i].CopyTo(wanted[i].Values);
    }

    /// <summary>Removes what a process that was killed while it wrote has left beside a path in a folder.</summary>
    public static void RemoveLeftovers(string path, string folder)
    {
        string start = Path.GetFileName(path) + ".";
        foreach (string file in Directory.EnumerateFiles(folder, "*" + TemporaryEnd))
        {
            string name = Path.GetFileName(file);
            if (name.StartsWith(start, StringComparison.Ordinal) && Guid.TryParseExact(name[start.Length..^TemporaryEnd.Length], "N", out _)) File.Delete(file);
        }
    }

    private static CheckpointState ReadState(string path, SafetensorsHeader header, ModelInfo info)
    {
        if (!header.Metadata.TryGetValue(StateKey, out string? json)) throw Wrong(path, $"it is not a checkpoint: '{StateKey}' is missing from its metadata");
        if (!header.Metadata.TryGetValue(FingerprintKey, out string? fingerprint) || fingerprint != info.Fingerprint)
        {
            throw Wrong(path, $"it is of another architecture: its fingerprint is '{(fingerprint is { Length: > 100 } ? fingerprint[..100] : fingerprint)}' and that of {info.Name} is '{info.Fingerprint}'");
        }

        CheckpointState? state;
        try
        {
            state = JsonSerializer.Deserialize(json, TrainingJson.Default.CheckpointState);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{path}: what its metadata say of the training cannot be read: {error.Message}", error);
        }

        if (state is null) throw Wrong(path, "its metadata say nothing of the training");
        return state.FindFault() is { } fault ? throw Wrong(path, fault) : state;
    }

    private static IEnumerable<(string Name, ParameterInfo Parameter, Memory<float> Values)> Entries(ModelInfo info, IEnumerable<CheckpointTensors> groups) =>
        from tensors in groups
        from parameter in info.Parameters
        where parameter.IsTrainable || !tensors.IsTrainableOnly
        select (tensors.Prefix + parameter.Name, parameter, tensors.Values.Slice(parameter.Offset, parameter.Length));

    private static InvalidDataException Wrong(string path, string what) => new($"{path}: {what}.");
}
