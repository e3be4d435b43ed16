namespace CnnGen;

/// <content>Keeping threads apart: what would mix results throws at once.</content>
public abstract partial class CompiledModel
{
    /// <summary>The thread that is inside; 0 where none is.</summary>
    private int _user;

    private bool _isWriting;

    /// <summary>
    /// Enters the model until the result is disposed of. A thread that is inside already, such as an observer's that predicts while its model trains, goes in again;
    /// any other is turned away. Costs two interlocked operations and allocates nothing.
    /// </summary>
    /// <param name="writing">Whether the weights are changed.</param>
    /// <exception cref="InvalidOperationException">Another thread is inside, or another model uses the same weights in a way that does not go together with this one.</exception>
    private Usage Enter(bool writing)
    {
        int me = Environment.CurrentManagedThreadId;
        int user = Interlocked.CompareExchange(ref _user, me, 0);
        if (user == me)
        {
            if (writing && !_isWriting) throw new InvalidOperationException($"{Info.Name} cannot be trained in the middle of predicting or measuring.");
            return default;
        }

        if (user != 0)
        {
            throw new InvalidOperationException($"{Info.Name} is in use by another thread. A model object serves one thread at a time: give every thread a Fork() of its own, which shares the weights.");
        }

        try
        {
            Parameters.Enter(writing);
        }
        catch
        {
            Volatile.Write(ref _user, 0);
            throw;
        }

        _isWriting = writing;
        return new Usage(this);
    }

    private void Leave()
    {
        if (_team is { } team)
        {
            _team = null;
            Teams.Return(team);
        }

        Parameters.Leave(_isWriting);
        Volatile.Write(ref _user, 0);
    }

    /// <summary>A stay in the model; the default one is inside another and ends with it.</summary>
    private readonly ref struct Usage(CompiledModel? model)
    {
        public void Dispose() => model?.Leave();
    }
}
