using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace CnnGen.Generator.Tests.Infrastructure;

/// <summary>Looks through all that an object holds.</summary>
internal static class ObjectGraph
{
    /// <summary>Fails where a value holds a part of a compilation, which would keep the compilation alive and make values unequal.</summary>
    public static void AssertPlainData(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Visit(root, root.GetType().Name);

        void Visit(object? value, string path)
        {
            if (value is null || value is string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
            Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or Location or Diagnostic, $"{path} is a {value.GetType().Name}");
            if (value is IEnumerable items)
            {
                foreach (object? item in items) Visit(item, path + "[]");
                return;
            }

            foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                Visit(field.GetValue(value), $"{path}.{field.Name}");
            }
        }
    }
}
