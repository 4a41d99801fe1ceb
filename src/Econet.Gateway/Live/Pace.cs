namespace Econet.Gateway.Live;

/// <summary>The client does not take its events as fast as they come.</summary>
internal sealed class TooSlowException() : Exception("The client is too slow");

/// <summary>How slow a client may be.</summary>
internal sealed class Pace(TimeProvider time)
{
    /// <summary>A client that is further behind is cut off, and so is one that does not take a piece within this time.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>How much is sent in one piece, at most.</summary>
    public const int Piece = 32 * 1024;

    /// <exception cref="TooSlowException">The client did not take what was written in time; it is still being written.</exception>
    public async Task KeepAsync(Task write, CancellationToken cancellation)
    {
        try
        {
            await write.WaitAsync(Limit, time, cancellation);
        }
        catch (TimeoutException)
        {
            throw new TooSlowException();
        }
    }
}
