using System.Text.Json;
using CnnGen.Generator.Analysis;
using CnnGen.Generator.Model;
using CnnGen.Generator.Tests.Infrastructure;
using Xunit;

namespace CnnGen.Generator.Tests.Analysis;

/// <summary>Sizes and padding against the cases that an independent framework has written down.</summary>
public class FrameworkPaddingTests
{
    [Fact]
    public void Windows_are_placed_as_the_framework_places_them()
    {
        string folder = Environment.GetEnvironmentVariable("CNNGEN_GOLDEN") ?? Path.Combine(Repository.Root, "..", "shared", "golden");
        string index = Path.Combine(folder, "index.json");
        if (!File.Exists(index)) Assert.Skip($"The golden cases are missing: there is no {index}. Set CNNGEN_GOLDEN to their folder.");

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(index));
        int cases = 0;
        foreach (JsonElement @case in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            JsonElement attributes = @case.GetProperty("attributes");
            if (!attributes.TryGetProperty("pads_top_bottom_left_right", out JsonElement pads)) continue;
            int[] window = Numbers(attributes.GetProperty(attributes.TryGetProperty("kernel", out _) ? "kernel" : "window"));
            int[] stride = Numbers(attributes.GetProperty("stride"));
            int[] dilation = attributes.TryGetProperty("dilation", out JsonElement written) ? Numbers(written) : [1, 1];
            int[] input = Numbers(@case.GetProperty("tensors").GetProperty("input").GetProperty("shape"));
            int[] output = Numbers(@case.GetProperty("tensors").GetProperty("output").GetProperty("shape"));
            PaddingKind padding = attributes.GetProperty("padding").GetString() == "valid" ? PaddingKind.Valid : PaddingKind.Same;

            int[] expected = Numbers(pads);
            for (int axis = 0; axis < 2; axis++)
            {
                var extent = WindowExtent.Of(input[axis + 1], window[axis], stride[axis], dilation[axis], padding);
                Assert.Equal(
                    (@case.GetProperty("id").GetString(), output[axis + 1], expected[axis * 2], expected[(axis * 2) + 1]),
                    (@case.GetProperty("id").GetString(), extent.Output, extent.Before, extent.After));
            }

            cases++;
        }

        Assert.True(cases > 0, $"No case of {index} has padding.");
    }

    private static int[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];
}
