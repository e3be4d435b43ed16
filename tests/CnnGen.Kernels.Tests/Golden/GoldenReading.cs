using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>What the golden tests read is not trusted, and what they do not know they refuse by name.</summary>
public sealed class GoldenReading : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cnngen-golden-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Values_are_read_by_type_shape_and_place()
    {
        GoldenFile file = Write("""{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}""", 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 7, 0, 0, 0, 0, 0, 0, 0);

        Assert.Equal([1, -2], file["a"].Values);
        Assert.Equal([2, 1], file["a"].Shape);
        Assert.Equal([7], file["b"].Values);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "places a at 0..12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "are not 3 values")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "negative size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""", "cannot be read")]
    [InlineData("""{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}""", "F16")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "cannot be read")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "places a at 8..0")]
    [InlineData("""{"a":7}""", "cannot be read")]
    [InlineData("""{}""", "has no tensor a")]
    [InlineData("""[]""", "not a JSON object")]
    public void A_file_that_contradicts_itself_is_refused_with_its_name(string header, string complaint)
    {
        var exception = Assert.Throws<InvalidDataException>(() => Write(header, 0, 0, 0, 0, 0, 0, 0, 0)["a"]);

        Assert.Contains(complaint, exception.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused()
    {
        string path = Path.Combine(_folder, "long.safetensors");
        File.WriteAllBytes(path, [255, 255, 255, 255, 255, 255, 255, 127, 0]);

        Assert.Throws<InvalidDataException>(() => GoldenFile.Read(path));
    }

    [Fact]
    public void An_unknown_operation_fails_by_id_and_name() => AssertRefused(
        """{"id":"x/000","op":"conv9d","file":"x.safetensors","attributes":{},"tensors":{}}""",
        golden => throw golden.Unusable("has an operation that CnnGen does not have"),
        "x/000 (conv9d)");

    [Fact]
    public void An_unknown_attribute_fails_by_name_and_value() => AssertRefused(
        """{"id":"x/001","op":"dense","file":"x.safetensors","attributes":{"sparsity":0.5},"tensors":{}}""", golden => golden.DemandAllRead(), "sparsity = 0.5");

    [Fact]
    public void An_unknown_value_of_a_known_attribute_fails_by_name_and_value() => AssertRefused(
        """{"id":"x/002","op":"gelu","file":"x.safetensors","attributes":{"approximate":"tanh"},"tensors":{}}""", golden => golden.Demand("approximate", "none"), "approximate = tanh");

    [Fact]
    public void A_result_that_nobody_compared_fails_by_name() => AssertRefused(
        """{"id":"x/003","op":"dense","file":"x.safetensors","attributes":{},"tensors":{"hessian":{"tensor":"h","shape":[]}}}""", golden => golden.DemandAllRead(), "'hessian'");

    [Fact]
    public void A_case_whose_file_lies_elsewhere_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "index.json"), """{"cases":[{"id":"x/004","op":"dense","file":"../x.safetensors"}]}""");

        var exception = Assert.Throws<InvalidDataException>(() => GoldenIndex.Read(_folder));
        Assert.Contains("x/004", exception.Message, StringComparison.Ordinal);
    }

    private void AssertRefused(string golden, Action<GoldenReader> read, string named)
    {
        File.WriteAllText(Path.Combine(_folder, "index.json"), $$"""{"cases":[{{golden}}]}""");
        GoldenReader reader = GoldenIndex.Read(_folder).Cases[0].Open();

        var exception = Assert.Throws<NotSupportedException>(() => read(reader));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    private GoldenFile Write(string header, params byte[] values)
    {
        string path = Path.Combine(_folder, "x.safetensors");
        byte[] text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        File.WriteAllBytes(path, [.. length, .. text, .. values]);
        return GoldenFile.Read(path);
    }
}
