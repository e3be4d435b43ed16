namespace CnnGen;

/// <summary>Work in parts that have nothing to do with each other, so that results are the same bits on any number of threads.</summary>
internal static class Work
{
    /// <summary>Runs each part once.</summary>
    /// <param name="parts">How many there are.</param>
    /// <param name="threads">Threads that share them, at least 1.</param>
    /// <param name="run">Runs one, by its number.</param>
    /// <param name="cancellation">Stops it between two parts.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Share(int parts, int threads, Action<int> run, CancellationToken cancellation = default)
    {
        if (threads > 1 && parts > 1)
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, run);
            return;
        }

        for (int part = 0; part < parts; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            run(part);
        }
    }
}
