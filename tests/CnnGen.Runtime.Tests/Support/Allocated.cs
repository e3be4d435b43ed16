namespace CnnGen.Runtime.Tests;

internal static class Allocated
{
    /// <summary>Bytes that something allocates on this thread: the least of several times, as a collection in between counts some kilobytes that nobody has.</summary>
    public static long By(Action action)
    {
        long least = long.MaxValue;
        for (int time = 0; time < 5; time++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
