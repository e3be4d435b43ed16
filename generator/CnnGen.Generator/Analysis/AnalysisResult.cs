using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Model;

namespace CnnGen.Generator.Analysis;

/// <param name="Network">Null where a diagnostic is an error, or where the compiler reports one itself.</param>
/// <param name="Placeholder">What to generate instead of a network, where the class can be joined at all.</param>
/// <param name="Diagnostics">In the order of the text.</param>
internal sealed record AnalysisResult(Network? Network, Placeholder? Placeholder, EquatableArray<DiagnosticInfo> Diagnostics);
