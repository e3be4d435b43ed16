using Xunit;

namespace CnnGen.Generator.Tests.Emission;

/// <summary>Generated text stays small enough to compile in seconds and to open in an editor: the promised limits, about a fifth above today's sizes.</summary>
public class TextSizeTests
{
    [Theory]
    [InlineData(nameof(Models.Small), Models.Small, 0.4)]
    [InlineData(nameof(Models.DogsVsCats), Models.DogsVsCats, 2.6)]
    [InlineData(nameof(Models.Vgg16), Models.Vgg16, 4.4)]
    public void The_text_of_a_network_stays_below_its_limit(string name, string declaration, double megabytes)
    {
        double size = GeneratedFiles.Of(declaration).Sum(file => file.Text.Length) / 1e6;
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {size:0.000} million characters");
        Assert.InRange(size, 0.01, megabytes);
    }
}
