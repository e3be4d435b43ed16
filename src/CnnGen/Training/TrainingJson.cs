using System.Text.Json.Serialization;

namespace CnnGen;

/// <summary>A history as it is written.</summary>
internal sealed record HistoryDocument(IReadOnlyList<EpochResult> Epochs, IReadOnlyList<TrainingWarning> Warnings);

/// <summary>How trainings are written and read, made at build time. What is read is not trusted: nothing may be missing or null that should be there.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(CheckpointState))]
internal sealed partial class TrainingJson : JsonSerializerContext;
