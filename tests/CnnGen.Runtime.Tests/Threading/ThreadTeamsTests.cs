using System.Diagnostics;

namespace CnnGen.Runtime.Tests;

public sealed class ThreadTeamsTests
{
    [Fact]
    public void Callers_and_their_helpers_are_no_more_than_the_cores()
    {
        for (int cores = 1; cores <= 9; cores++)
        {
            var teams = new ThreadTeams(cores);
            var rented = new List<ThreadTeam>();
            for (int callers = 1; callers <= 12; callers++)
            {
                rented.Add(teams.Rent());
                Assert.True(callers + rented.Sum(teams.HelpersOf) <= Math.Max(cores, callers));
                Assert.All(rented, team => Assert.Equal(callers <= cores ? (cores / callers) - 1 : 0, teams.HelpersOf(team)));
            }

            foreach (ThreadTeam team in rented) teams.Return(team);
            Assert.All(rented, team => Assert.Equal(cores - 1, teams.HelpersOf(team)));
        }
    }

    [Fact]
    public void Helpers_of_a_team_at_rest_are_in_the_way_of_another_caller()
    {
        var teams = new ThreadTeams(cores: 4);
        ThreadTeam first = teams.Rent();
        ThreadTeam second = teams.Rent();
        teams.Return(first);
        Assert.Equal((0, 3), (teams.HelpersOf(first), teams.HelpersOf(second)));
    }

    [Fact]
    public void A_call_returns_its_team_also_where_it_fails()
    {
        var teams = new ThreadTeams(cores: 4);
        var model = new SteppingModel(teams) { Threads = 4 };
        model.OnRange = (_, _, _, _) => throw new FormatException();
        for (int call = 0; call < 5; call++) Assert.Throws<FormatException>(() => model.Go(0, items: 8));
        Assert.Equal(3, teams.HelpersOf(teams.Rent()));
    }

    [Fact]
    public void Callers_that_fill_the_cores_have_no_helpers()
    {
        var teams = new ThreadTeams(cores: 2);
        var model = new SteppingModel(teams) { Threads = 2 };
        ThreadTeam other = teams.Rent();
        var workers = new List<int>();
        model.OnRange = (_, _, _, worker) => workers.Add(worker);
        model.Go(0, items: 100);
        Assert.Equal([0], workers);
        teams.Return(other);
    }

    [Fact]
    public void A_backoff_grows_while_the_caller_is_held_up_again_and_again()
    {
        var backoff = default(Backoff);
        Assert.False(backoff.Lasts(1_000));

        long tick = Stopwatch.Frequency / 1000;
        long now = 10_000 * tick;
        long before = 0;
        for (int time = 0; time < 12; time++)
        {
            backoff.Begin(now, lost: tick);
            long length = 0;
            while (backoff.Lasts(now + (length * tick))) length++;
            Assert.InRange(length, Math.Min(5, Math.Max(2, 2 * before)), 6);
            before = length;
            now += length * tick;
        }

        Assert.InRange(before, 5, 6);
        now += 10 * tick;
        backoff.Begin(now, lost: tick);
        Assert.True(backoff.Lasts(now + tick));
        Assert.False(backoff.Lasts(now + (3 * tick)));
    }
}

/// <summary>Runs when no other test does: it measures the process.</summary>
[Collection(nameof(IdleProcessTests))]
[CollectionDefinition(nameof(IdleProcessTests), DisableParallelization = true)]
public sealed class IdleProcessTests
{
    [Fact]
    public void Helpers_sleep_when_there_is_nothing_to_do()
    {
        var model = new SteppingModel { Threads = 8 };
        for (int call = 0; call < 100; call++) model.Go(0, items: 100);

        // The compiler of the runtime may still be at work on what ran before; a thread that looks for work is so all the time.
        using var process = Process.GetCurrentProcess();
        double least = double.MaxValue;
        for (int window = 0; window < 5; window++)
        {
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            Thread.Sleep(400);
            process.Refresh();
            least = Math.Min(least, (process.TotalProcessorTime - before).TotalMilliseconds);
        }

        Assert.InRange(least, 0, 40);
    }
}
