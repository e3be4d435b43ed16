using System.Runtime.InteropServices;

namespace CnnGen.Reports;

/// <summary>Turns the first Ctrl-C, or a request to end such as that of <c>kill</c>, into a token; the second ends the process as it always does.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    /// <summary>Listens from now on.</summary>
    /// <param name="token">Another way to stop.</param>
    public Interrupt(CancellationToken token)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(token);
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    /// <summary>Cancelled by the first signal, or by the token given.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _signals) > 1) return;
        context.Cancel = true; // what the signal does otherwise is left undone
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The training ended as the signal came.
        }
    }
}
