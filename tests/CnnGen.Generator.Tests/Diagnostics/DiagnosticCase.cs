namespace CnnGen.Generator.Tests.Diagnostics;

/// <summary>One way to get a diagnostic, and one way to miss it narrowly.</summary>
/// <param name="Id">CNN####.</param>
/// <param name="Source">A source that has this diagnostic alone.</param>
/// <param name="Span">The text that it is reported on.</param>
/// <param name="Message">The whole message.</param>
/// <param name="NearMiss">Almost the same source, without it.</param>
public sealed record DiagnosticCase(string Id, string Source, string Span, string Message, string NearMiss)
{
    /// <summary>A case that is about attributes: both sources are attributes of a class called Model, with an enum Animal of Cat and Dog nearby.</summary>
    public static DiagnosticCase OfAttributes(string id, string attributes, string span, string message, string nearMiss) =>
        new(id, Declare(attributes), span, message, Declare(nearMiss));

    private static string Declare(string attributes) =>
        attributes + "\npublic sealed partial class Model;\n\npublic enum Animal { Cat, Dog }\n";
}
