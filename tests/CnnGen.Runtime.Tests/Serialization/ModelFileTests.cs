using System.Buffers.Binary;
using System.Text.Json;

namespace CnnGen.Runtime.Tests;

public sealed class ModelFileTests
{
    [Fact]
    public void Saved_weights_come_back_bit_for_bit()
    {
        using var folder = new TestFolder();
        LinearModel saved = LinearModel.Dense(Samples.Small, 4, seed: 1);
        LinearModel loaded = LinearModel.Dense(Samples.Small, 4, seed: 2);
        saved.Save(folder["model.safetensors"]);
        long version = loaded.Parameters.Version;
        loaded.Load(folder["model.safetensors"]);
        Assert.Equal(saved.Parameters.All.ToArray(), loaded.Parameters.All.ToArray());
        Assert.True(loaded.Parameters.Version > version);
        Assert.Equal(["model.safetensors"], Directory.GetFiles(folder.ToString()).Select(Path.GetFileName));
    }

    [Fact]
    public void The_file_is_what_the_format_says()
    {
        using var folder = new TestFolder();
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        model.Save(folder["model"]);
        byte[] file = File.ReadAllBytes(folder["model"]);
        int headerLength = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, headerLength % 8);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
        JsonElement metadata = header.RootElement.GetProperty("__metadata__");
        Assert.Equal("cnngen", metadata.GetProperty("format").GetString());
        Assert.Equal("LinearModel", metadata.GetProperty("model").GetString());
        Assert.Equal("a1", metadata.GetProperty("fingerprint").GetString());
        JsonElement weight = header.RootElement.GetProperty("dense1.weight");
        Assert.Equal("F32", weight.GetProperty("dtype").GetString());
        Assert.Equal([12, 4], weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal([0, 192], weight.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32()));
        Assert.Equal(8 + headerLength + 208, file.Length);
        Assert.Equal(model.Parameters[0][1], BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(8 + headerLength + 4)));
    }

    [Fact]
    public void Saving_replaces_and_a_failed_save_leaves_what_was_there()
    {
        using var folder = new TestFolder();
        folder.Write("model", [1, 2, 3]);
        LinearModel.Dense(Samples.Small, 4).Save(folder["model"]);
        LinearModel.Dense(Samples.Small, 4).Load(folder["model"]);

        folder.Write("precious", [1, 2, 3]);
        Assert.Throws<IOException>(() => AtomicFile.Write(folder["precious"], stream =>
        {
            stream.WriteByte(0);
            throw new IOException("full");
        }));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder["precious"]));
        Assert.Equal(2, Directory.GetFiles(folder.ToString()).Length);
        Assert.ThrowsAny<IOException>(() => LinearModel.Dense(Samples.Small, 4).Save(Path.Combine(folder["missing"], "model")));
    }

    [Fact]
    public void Weights_of_another_architecture_are_refused_by_the_first_tensor_that_differs()
    {
        using var folder = new TestFolder();
        LinearModel.Dense(Samples.Small, 4).Save(folder["model"]);
        string Refused(LinearModel model)
        {
            float[] before = model.Parameters.All.ToArray();
            string message = Assert.Throws<InvalidDataException>(() => model.Load(folder["model"])).Message;
            Assert.Equal(before, model.Parameters.All.ToArray());
            Assert.Contains(folder["model"], message, StringComparison.Ordinal);
            return message;
        }

        Assert.Contains("'dense1.weight' is F32 [12, 4] in the file and F32 [12, 5] in the model", Refused(LinearModel.Dense(Samples.Small, 5)), StringComparison.Ordinal);
        Assert.Contains("'conv1.weight', F32 [2, 4], is missing", Refused(LinearModel.PerPixel(Samples.Small, 4)), StringComparison.Ordinal);
        string message = Refused(LinearModel.Dense(Samples.Small, 4, fingerprint: "c3"));
        Assert.Contains("'a1'", message, StringComparison.Ordinal);
        Assert.Contains("'c3'", message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> WrongFiles => new()
    {
        { """{"dense1.weight":{"dtype":"F32","shape":[12,4],"data_offsets":[0,192]},"dense1.bias":{"dtype":"F32","shape":[4],"data_offsets":[192,208]}}""", "'fingerprint' is missing" },
        { """{"__metadata__":{"fingerprint":"a1"},"dense1.weight":{"dtype":"I32","shape":[12,4],"data_offsets":[0,192]},"dense1.bias":{"dtype":"F32","shape":[4],"data_offsets":[192,208]}}""", "is I32 [12, 4] in the file" },
        { """{"dense1.weight":{"dtype":"F32","shape":[12,4],"data_offsets":[0,192]},"dense1.bias":{"dtype":"F32","shape":[3],"data_offsets":[192,204]},"more":{"dtype":"F32","shape":[1],"data_offsets":[204,208]}}""", "'dense1.bias' is F32 [3] in the file" },
        { """{"dense1.weight":{"dtype":"F32","shape":[12,4],"data_offsets":[0,192]},"dense1.bias":{"dtype":"F32","shape":[4],"data_offsets":[192,208]},"more":{"dtype":"F32","shape":[0],"data_offsets":[208,208]}}""", "'more', F32 [0], is not one of the model's" },
        { """{"a":{"dtype":"F32","shape":[52],"data_offsets":[0,208]},"a":{"dtype":"F32","shape":[0],"data_offsets":[208,208]}}""", "has 'a' twice" },
        { """{"a":{"dtype":"F32","dtype":"F32","shape":[52],"data_offsets":[0,208]}}""", "'dtype'" },
        { """{"a":{"dtype":"Q99","shape":[52],"data_offsets":[0,208]}}""", "'Q99'" },
        { """{"a":{"dtype":"F32","shape":[51],"data_offsets":[0,208]}}""", "needs 204 bytes" },
        { """{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,208]}}""", "more bytes than any file has" },
        { """{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,9223372036854775807],"data_offsets":[0,208]}}""", "more bytes than any file has" },
        { """{"a":{"dtype":"F32","shape":[-52],"data_offsets":[0,208]}}""", "whole numbers from 0 on" },
        { """{"a":{"dtype":"F32","shape":[5.2e1],"data_offsets":[0,208]}}""", "whole numbers from 0 on" },
        { """{"a":{"dtype":"F32","shape":[92233720368547758080],"data_offsets":[0,208]}}""", "whole numbers from 0 on" },
        { """{"a":{"dtype":"F32","shape":[52],"data_offsets":[-8,200]}}""", "whole numbers from 0 on" },
        { """{"a":{"dtype":"F32","shape":[52],"data_offsets":[208,0]}}""", "not begin and end" },
        { """{"a":{"dtype":"F32","shape":[52],"data_offsets":[208]}}""", "not begin and end" },
        { """{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,52],"data_offsets":[0,208]}}""", "more than 16" },
        { """{"a":{"dtype":"F32","shape":[52],"data_offsets":[8,216]}}""", "apart from the start" },
        { """{"a":{"dtype":"F32","shape":[40],"data_offsets":[0,160]},"b":{"dtype":"F32","shape":[14],"data_offsets":[152,208]}}""", "inside tensor 'a'" },
        { """{"a":{"dtype":"F32","shape":[40],"data_offsets":[0,160]},"b":{"dtype":"F32","shape":[10],"data_offsets":[168,208]}}""", "apart from tensor 'a'" },
        { """{"a":{"dtype":"F32","shape":[60],"data_offsets":[0,240]}}""", "240 bytes of data, but 208" },
        { """{"a":{"dtype":"F32","shape":[50],"data_offsets":[0,200]}}""", "200 bytes of data, but 208" },
        { """{"a":{"shape":[52],"data_offsets":[0,208]}}""", "lacks dtype" },
        { """{"a":{"dtype":"F32","data_offsets":[0,208]}}""", "lacks shape" },
        { """{"a":{"dtype":"F32","shape":[52]}}""", "lacks data_offsets" },
        { """{"a":{"dtype":"F32","shape":[52],"data_offsets":[0,208],"x":1}}""", "'x'" },
        { """{"a":[]}""", "not a JSON object" },
        { """{"__metadata__":{"a":1}}""", "not a JSON string" },
        { """{"__metadata__":{"a":"1","a":"2"}}""", "'a' twice" },
        { """[]""", "not a JSON object" },
        { """{"a":""", "not the JSON" },
        { """{} {}""", "not the JSON" },
        { """{"\uD800":{}}""", "not the JSON" },
        { "", "not the JSON" },
    };

    [Theory]
    [MemberData(nameof(WrongFiles))]
    public void A_wrong_header_is_refused_with_what_is_wrong(string header, string expected)
    {
        using var folder = new TestFolder();
        string path = folder.Write("model", Crafted.Safetensors(header, dataLength: 208));
        string message = Assert.Throws<InvalidDataException>(() => LinearModel.Dense(Samples.Small, 4).Load(path)).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ulong.MaxValue, "18446744073709551615")]
    [InlineData((16UL << 20) + 1, "16777217")]
    [InlineData(16UL << 20, "16777216")]
    [InlineData(211UL, "211")]
    public void A_header_that_says_it_is_longer_than_the_file_or_the_limit_takes_no_memory(ulong length, string expected)
    {
        using var folder = new TestFolder();
        string path = folder.Write("model", Crafted.Safetensors("{}", dataLength: 208, headerLength: length));
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => model.Load(path)).Message, StringComparison.Ordinal);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.Contains("too few", Assert.Throws<InvalidDataException>(() => model.Load(folder.Write("short", new byte[7]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_too_long_for_a_message_are_refused()
    {
        using var folder = new TestFolder();
        string path = folder.Write("model", Crafted.Safetensors("{\"" + new string('x', 2000) + "\":{}}", 0));
        Assert.Contains("2000 characters", Assert.Throws<InvalidDataException>(() => LinearModel.Dense(Samples.Small, 4).Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_mutation_of_a_weights_file_gives_anything_but_weights_or_a_named_error()
    {
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var folder = new TestFolder();
        LinearModel model = LinearModel.Dense(Samples.Small, 4);
        model.Save(folder["good"]);
        byte[] good = File.ReadAllBytes(folder["good"]);
        for (int i = 0; i < 1000; i++)
        {
            string path = folder.Write("mutant", random.Next(2) == 0 ? Mutation.Of(good, random) : Mutation.OfSafetensors(good, random));
            Exception? error = Record.Exception(() => model.Load(path));
            Assert.True(error is null || (error is InvalidDataException && error.Message.Contains(path, StringComparison.Ordinal)), $"seed {seed}, case {i}: {error}");
        }
    }
}
