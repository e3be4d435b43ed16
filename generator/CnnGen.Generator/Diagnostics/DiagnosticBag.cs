using CnnGen.Generator.Infrastructure;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.Diagnostics;

/// <summary>Collects what one analysis finds.</summary>
internal sealed class DiagnosticBag
{
    private readonly List<DiagnosticInfo> _items = [];

    public bool HasErrors { get; private set; }

    public void Add(DiagnosticDescriptor descriptor, LocationInfo location, params string[] arguments)
    {
        var item = new DiagnosticInfo(descriptor, location, EquatableArray.Of(arguments));
        HasErrors |= item.IsError;
        _items.Add(item);
    }

    /// <summary>In the order of the text.</summary>
    public EquatableArray<DiagnosticInfo> ToEquatableArray() => _items
        .OrderBy(item => item.Location.Part)
        .ThenBy(item => item.Location.Start)
        .ThenBy(item => item.Descriptor.Id, StringComparer.Ordinal)
        .ToEquatableArray();
}
