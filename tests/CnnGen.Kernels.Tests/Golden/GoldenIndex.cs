using System.Text.Json;
using CnnGen.Generator.Model;
using Xunit;

namespace CnnGen.Kernels.Tests.Golden;

/// <summary>The cases of a golden folder's <c>index.json</c>, and the folder that tests read: <c>CNNGEN_GOLDEN</c>, or <c>../shared/golden</c> beside the repository.</summary>
internal sealed class GoldenIndex
{
    private static readonly Lazy<GoldenIndex> CurrentIndex = new(() => Read(Folder));

    private readonly Dictionary<string, GoldenCase> _cases;

    private GoldenIndex(IReadOnlyList<GoldenCase> cases)
    {
        Cases = cases;
        _cases = cases.ToDictionary(golden => golden.Id);
    }

    public static string Folder => Environment.GetEnvironmentVariable("CNNGEN_GOLDEN") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "golden"));

    /// <summary>The index of <see cref="Folder"/>.</summary>
    public static GoldenIndex Current => CurrentIndex.Value;

    public IReadOnlyList<GoldenCase> Cases { get; }

    private static bool Exists => File.Exists(IndexOf(Folder));

    public GoldenCase this[string id] => _cases[id];

    /// <summary>One row a case, or one skipped row that names the missing file.</summary>
    /// <param name="include">Which cases.</param>
    public static IEnumerable<TheoryDataRow<string>> Rows(Func<GoldenCase, bool> include)
    {
        return Exists
            ? Current.Cases.Where(include).Select(golden => new TheoryDataRow<string>(golden.Id))
            : [new TheoryDataRow<string>("none") { Skip = $"There are no golden vectors: {IndexOf(Folder)} is missing (CNNGEN_GOLDEN names another folder)." }];
    }

    /// <summary>The networks of some cases of <see cref="Folder"/>, none where it is missing. A case that cannot be built is left out: its own row says why.</summary>
    /// <param name="include">Which cases.</param>
    /// <param name="build">Makes the network of a case.</param>
    public static IReadOnlyList<(string Name, Network Network)> Networks(Func<GoldenCase, bool> include, Func<GoldenReader, (string Name, Network Network)> build)
    {
        var networks = new List<(string Name, Network Network)>();
        foreach (GoldenCase golden in Exists ? Current.Cases.Where(include) : [])
        {
            try
            {
                networks.Add(build(golden.Open()));
            }
            catch (Exception exception) when (exception is NotSupportedException or InvalidDataException or IOException or ArgumentException)
            {
                TestContext.Current.SendDiagnosticMessage($"{golden} is left out of its assembly: {exception.Message}");
            }
        }

        return networks;
    }

    public static GoldenIndex Read(string folder)
    {
        string path = IndexOf(folder);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var files = new Dictionary<string, Lazy<GoldenFile>>();
        var cases = new List<GoldenCase>();
        foreach (JsonElement entry in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            JsonElement golden = entry.Clone();
            string id = golden.GetProperty("id").GetString() ?? throw new InvalidDataException($"{path} has a case without an id.");
            string fileName = golden.GetProperty("file").GetString() ?? string.Empty;
            if (fileName.Length == 0 || Path.GetFileName(fileName) != fileName) throw new InvalidDataException($"{path}: case {id} names the file '{fileName}', which is not a file of the folder.");
            if (!files.TryGetValue(fileName, out Lazy<GoldenFile>? file))
            {
                string filePath = Path.Combine(folder, fileName);
                file = new Lazy<GoldenFile>(() => GoldenFile.Read(filePath));
                files.Add(fileName, file);
            }

            cases.Add(new GoldenCase(id, golden, file));
        }

        return new(cases);
    }

    private static string IndexOf(string folder) => Path.Combine(folder, "index.json");
}
