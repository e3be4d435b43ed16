using Xunit;

namespace CnnGen.Interop.Tests;

public class LayerTests
{
    public static TheoryData<string> Names => [.. Networks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Runs_elsewhere_as_it_does_here(string network) => Agreement.Check(Networks.Create(network), seed: 3);
}
