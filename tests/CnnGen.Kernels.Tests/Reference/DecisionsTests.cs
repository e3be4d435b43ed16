using Xunit;

namespace CnnGen.Kernels.Tests.Reference;

public class DecisionsTests
{
    [Fact]
    public void A_gate_within_rounding_is_the_runs()
    {
        var decisions = new Decisions(1e-5, new Dictionary<int, float[]> { [3] = [0, 2e-7f, 0, 1] });

        Assert.Equal([false, true, false, true], decisions.Gates(3, [1e-7, -1e-7, -1, 1], isExact: false));
        Assert.Equal(0, decisions.Undecided);
    }

    [Fact]
    public void A_gate_within_rounding_of_a_run_that_cannot_be_asked_is_counted()
    {
        var decisions = new Decisions(1e-5);

        Assert.Equal([true, false, false, true], decisions.Gates(3, [1e-7, 0, -1, 1], isExact: false));
        Assert.Equal(1, decisions.Undecided);
    }

    [Fact]
    public void A_gate_on_the_networks_own_input_is_decided_by_its_value()
    {
        var decisions = new Decisions(1e-5, new Dictionary<int, float[]> { [0] = [0, 1] });

        Assert.Equal([true, true], decisions.Gates(0, [1e-30, 1], isExact: true));
    }

    [Fact]
    public void A_maximum_within_rounding_is_the_runs()
    {
        double[] values = [1, 1.0000001, 0.5, -2];
        var decisions = new Decisions(1e-5, new Dictionary<int, float[]> { [0] = [1.0000001f, 1, 0.5f, -2], [1] = [1.0000001f] });

        Assert.Equal(0, decisions.Winners(1, 0, values)(0, [0, 1, 2, 3]));
        Assert.Equal(0, decisions.Undecided);
    }

    [Fact]
    public void A_clear_maximum_is_not_asked_about()
    {
        var decisions = new Decisions(1e-5, new Dictionary<int, float[]> { [0] = [9, 1], [1] = [9] });

        Assert.Equal(1, decisions.Winners(1, 0, [0.5, 1])(0, [0, 1]));
    }

    [Fact]
    public void Of_an_exact_tie_the_first_wins()
    {
        var decisions = new Decisions(1e-5);

        Assert.Equal(1, decisions.Winners(1, 0, [-1, 2, 2])(0, [0, 1, 2]));
        Assert.Equal(0, decisions.Undecided);
    }
}
