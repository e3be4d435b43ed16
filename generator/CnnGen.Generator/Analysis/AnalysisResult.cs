using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <param name="Network">Null where a diagnostic is an error, or where the compiler reports one itself.</param>
/// <param name="Diagnostics">In the order of the text.</param>
internal sealed record AnalysisResult(Network? Network, EquatableArray<DiagnosticInfo> Diagnostics);
