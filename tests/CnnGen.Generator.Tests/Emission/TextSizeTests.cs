using CnnGen.Generator.Emission;
using CnnGen.Generator.Infrastructure;
using CnnGen.Generator.Planning;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Emission;

/// <summary>Generated text stays small enough to compile in seconds and to open in an editor.</summary>
public class TextSizeTests
{
    [Theory]
    [InlineData(Models.Small, 1)]
    [InlineData(Models.DogsVsCats, 1)]
    [InlineData(Models.Vgg16, 1)]
    public void The_text_of_a_network_stays_below_its_limit(string declaration, int kilobytes)
    {
        EquatableArray<GeneratedFile> files = SourceEmitter.Emit(Planner.Plan(RoslynHost.NetworkOf(declaration)));
        Assert.InRange(files.Sum(file => file.Text.Length), 1, kilobytes * 1000);
    }
}
