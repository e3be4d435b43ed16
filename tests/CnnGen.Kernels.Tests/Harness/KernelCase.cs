using System.Globalization;
using CnnGen.Generator.Model;
using CnnGen.Generator.Planning;

namespace CnnGen.Kernels.Tests.Harness;

/// <summary>One layer to be tested: what people read, the class that it is compiled to, and the network of that layer alone.</summary>
internal sealed record KernelCase(string Description, string ClassName, Network Network);

/// <summary>A family of cases: one batch, whose classes are numbered.</summary>
internal sealed class KernelFamily : ModelBatch
{
    private readonly Dictionary<string, KernelCase> _cases;

    /// <param name="name">C# identifier; names the assembly and, numbered, the classes.</param>
    /// <param name="build">What each description stands for; it is given the name of the class.</param>
    /// <param name="rules">What is not decided by cost.</param>
    public KernelFamily(string name, IEnumerable<(string Description, Func<string, Network> Build)> build, PlanRules? rules = null)
        : this(name, NameCases(name, build), rules)
    {
    }

    private KernelFamily(string name, Dictionary<string, KernelCase> cases, PlanRules? rules)
        : base("KernelShapes." + name, () => [.. cases.Values.Select(entry => (entry.ClassName, entry.Network))], rules: rules) => _cases = cases;

    public IEnumerable<string> Descriptions => _cases.Keys;

    /// <summary>Every instruction set that this machine has and every batch size.</summary>
    public void Check(string description, params int[] batches)
    {
        Check(description, KernelCheck.Tolerance(_cases[description].Network), batches);
    }

    /// <summary>The same with another norm-wise relative error allowed.</summary>
    public void Check(string description, double tolerance, params int[] batches)
    {
        KernelCase kernel = _cases[description];
        KernelCheck.CheckLayer(() => Create(kernel.ClassName), kernel.Network, SeedOf(kernel), tolerance, batches);
    }

    /// <summary>Predictions alone, on every instruction set that this machine has and for every batch size.</summary>
    public void CheckPredicting(string description, double tolerance, params int[] batches)
    {
        KernelCase kernel = _cases[description];
        KernelCheck.CheckPredicting(() => Create(kernel.ClassName), kernel.Network, SeedOf(kernel), tolerance, batches);
    }

    private static int SeedOf(KernelCase kernel) => kernel.Description.Length + (31 * kernel.Network.Input.Channels);

    private static Dictionary<string, KernelCase> NameCases(string name, IEnumerable<(string Description, Func<string, Network> Build)> build) => build
        .Select((entry, index) => (entry.Description, ClassName: string.Create(CultureInfo.InvariantCulture, $"{name}Case{index}"), entry.Build))
        .Select(entry => new KernelCase(entry.Description, entry.ClassName, entry.Build(entry.ClassName)))
        .ToDictionary(entry => entry.Description);
}
