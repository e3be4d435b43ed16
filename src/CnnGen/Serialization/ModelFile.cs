namespace CnnGen;

/// <summary>The weights file of a model: safetensors with the model's name and the fingerprint of its architecture.</summary>
internal static class ModelFile
{
    private const string FormatKey = "format";
    private const string Format = "cnngen";
    private const string ModelKey = "model";
    private const string FingerprintKey = "fingerprint";

    public static void Save(string path, ParameterStore parameters) =>
        AtomicFile.Write(path, stream => SafetensorsWriter.Write(stream, parameters, [
            new(FormatKey, Format),
            new(ModelKey, parameters.Info.Name),
            new(FingerprintKey, parameters.Info.Fingerprint),
        ]));

    /// <summary>Replaces all parameters; leaves them as they are where the file is not theirs.</summary>
    public static void Load(string path, ParameterStore parameters)
    {
        using var reader = new SafetensorsReader(path);
        SafetensorsEntry[] entries = Match(path, reader.Header, parameters.Info);
        CheckFingerprint(path, reader.Header, parameters.Info);
        if (parameters.Info.Fitted is { } fitted) CheckFigures(path, reader, entries, fitted, parameters.Info);
        for (int i = 0; i < entries.Length; i++)
        {
            ParameterInfo parameter = parameters.Info.Parameters[i];
            reader.Read(entries[i], parameters.All.Slice(parameter.Offset, parameter.Length));
        }

        parameters.MarkChanged();
    }

    /// <summary>The file's tensors in the order of the model's, or the first difference between the two.</summary>
    private static SafetensorsEntry[] Match(string path, SafetensorsHeader header, ModelInfo info)
    {
        Dictionary<string, SafetensorsEntry> rest = header.Tensors.ToDictionary(entry => entry.Name);
        var entries = new SafetensorsEntry[info.Parameters.Count];
        for (int i = 0; i < entries.Length; i++)
        {
            ParameterInfo parameter = info.Parameters[i];
            string wanted = $"F32 [{string.Join(", ", parameter.Shape)}]";
            if (!rest.Remove(parameter.Name, out SafetensorsEntry? entry))
            {
                throw Differs(path, info, $"tensor '{parameter.Name}', {wanted}, is missing");
            }

            if (entry.Description != wanted)
            {
                throw Differs(path, info, $"tensor '{parameter.Name}' is {entry.Description} in the file and {wanted} in the model");
            }

            entries[i] = entry;
        }

        SafetensorsEntry? surplus = header.Tensors.FirstOrDefault(entry => rest.ContainsKey(entry.Name));
        return surplus is null ? entries : throw Differs(path, info, $"tensor '{surplus.Name}', {surplus.Description}, is not one of the model's");
    }

    private static void CheckFingerprint(string path, SafetensorsHeader header, ModelInfo info)
    {
        if (!header.Metadata.TryGetValue(FingerprintKey, out string? fingerprint))
        {
            throw new InvalidDataException($"{path}: it does not say what architecture its weights belong to ('{FingerprintKey}' is missing from its metadata; that of {info.Name} is {info.Fingerprint}).");
        }

        if (fingerprint != info.Fingerprint)
        {
            string model = header.Metadata.TryGetValue(ModelKey, out string? name) ? $" ('{Short(name)}')" : string.Empty;
            throw new InvalidDataException($"{path}: its weights are those of another architecture{model}: the tensors agree, but its fingerprint is '{Short(fingerprint)}' and that of {info.Name} is '{info.Fingerprint}' (layers or their arguments differ).");
        }
    }

    /// <summary>Looks at the figures of preprocessing before anything is replaced.</summary>
    private static void CheckFigures(string path, SafetensorsReader reader, SafetensorsEntry[] entries, FittedInfo fitted, ModelInfo info)
    {
        foreach (int i in fitted.Figures)
        {
            ParameterInfo parameter = info.Parameters[i];
            float[] values = new float[parameter.Length];
            reader.Read(entries[i], values);
            if (fitted.FindFault(info, parameter.Name, values) is { } fault) throw Differs(path, info, $"tensor '{parameter.Name}' {fault}");
        }
    }

    private static string Short(string text) => text.Length <= 100 ? text : $"{text.AsSpan(0, 100)}…";

    private static InvalidDataException Differs(string path, ModelInfo info, string difference) =>
        new($"{path}: its weights are not those of {info.Name}: {difference}.");
}
