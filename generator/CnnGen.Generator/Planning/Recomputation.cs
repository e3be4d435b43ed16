using CnnGen.Generator.Infrastructure;

namespace CnnGen.Generator.Planning;

/// <summary>Operations whose forward pass runs again.</summary>
/// <param name="First">The first of them; what it reads was kept.</param>
/// <param name="End">Behind the last.</param>
/// <param name="Before">The operation whose gradient they run before.</param>
internal readonly record struct RecomputedSegment(int First, int End, int Before);

/// <summary>
/// Which operations of training run again in the backward pass, because what they left has been given up: within slices all that the slices' own gradients read,
/// behind them what lies between the checkpoints that leave the smallest peak.
/// </summary>
/// <param name="Segments">From the last to the first.</param>
internal sealed record Recomputation(EquatableArray<RecomputedSegment> Segments)
{
    public static Recomputation None { get; } = new(default(EquatableArray<RecomputedSegment>));

    /// <summary>The first operations that leave nothing behind their slice.</summary>
    /// <param name="sliced">Operations that run in slices.</param>
    public int PassingOperations(int sliced) => Segments.Where(segment => segment.Before < sliced).Select(segment => segment.End).FirstOrDefault();

    /// <summary>Chooses from what a plan touches that gives nothing up.</summary>
    /// <param name="whole">The plan.</param>
    /// <param name="givesUpAll">Whether there are no checkpoints where there can be none.</param>
    public static Recomputation For(TrainingPasses whole, bool givesUpAll) => new(Behind(whole, givesUpAll).Concat(InSlices(whole)).ToEquatableArray());

    /// <summary>The segments of what runs over the whole batch.</summary>
    private static IEnumerable<RecomputedSegment> Behind(TrainingPasses whole, bool givesUpAll)
    {
        List<Link> chain = Chain(whole, whole.Sliced, whole.Body);
        var chooser = new CheckpointChooser([.. chain.Select(link => link.Value)]);
        long slices = whole.Sliced == 0 ? 0 : chain[0].Value.Floats + whole.MostGradients(0, whole.Sliced);
        int[] checkpoints = givesUpAll && chain.Count > 2 ? [0, chain.Count - 2] : chooser.Choose(floor: slices);
        for (int i = checkpoints.Length - 2; i >= 0; i--)
        {
            int repeated = chooser.LastRepeated(checkpoints[i], checkpoints[i + 1]);
            if (repeated > checkpoints[i]) yield return new RecomputedSegment(chain[checkpoints[i]].End, chain[repeated].End, chain[checkpoints[i + 1]].End - 1);
        }
    }

    /// <summary>The segment of what runs in slices: of what is as large as the batch only the last value is kept, with the winners of its pool.</summary>
    private static IEnumerable<RecomputedSegment> InSlices(TrainingPasses whole)
    {
        List<Link> chain = Chain(whole, 0, whole.Sliced);
        int repeated = chain.Count - 2;
        while (repeated > 0 && chain[repeated].Value.Waiting == 0) repeated--;
        if (repeated > 0) yield return new RecomputedSegment(chain[0].End, chain[repeated].End, whole.Sliced - 1);
    }

    /// <summary>The values that operations read and leave, one for each buffer: those that work in place or flatten hand on what they read.</summary>
    private static List<Link> Chain(TrainingPasses whole, int first, int end)
    {
        TrainingPlanner forward = whole.Forward;
        PlannedBuffer start = first < forward.Inputs.Length && first < end ? forward.Inputs[first].Buffer : forward.Output.Buffer;
        var chain = new List<Link>();
        int begin = first;
        for (PlannedBuffer buffer = start; ; buffer = forward.Outputs[begin].Buffer)
        {
            int own = begin;
            if (chain.Count > 0) begin++;
            while (begin < end && forward.Outputs[begin].Buffer == buffer) begin++;
            chain.Add(new Link(ValueOf(whole, buffer, own, begin), begin));
            if (begin == end) return chain;
        }
    }

    /// <param name="first">The first operation that wrote the buffer.</param>
    /// <param name="end">Behind the last.</param>
    private static ChainValue ValueOf(TrainingPasses whole, PlannedBuffer buffer, int first, int end)
    {
        IEnumerable<int> operations = Enumerable.Range(first, end - first);
        long winners = operations.Sum(i => whole.Forward.Winners[i]?.Floats ?? 0L);
        return new ChainValue(
            buffer.Floats, winners, whole.IsReadBackward(buffer), operations.Any(i => whole.IsReadBackward(i, buffer)), whole.MostGradients(first, end), whole.GradientsBefore(end - 1), operations.Sum(whole.Forward.WorkOf));
    }

    /// <param name="End">The operation behind those that wrote the value.</param>
    private readonly record struct Link(ChainValue Value, int End);
}
