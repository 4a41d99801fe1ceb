namespace Econet.Actors.Ports;

/// <summary>Opens what can only be opened by a call that may block, so that the caller can stop waiting for it.</summary>
internal static class BlockingOpen
{
    /// <summary>What <paramref name="open"/> opened. When cancelled first, it is closed as soon as it turns up.</summary>
    public static async Task<T> RunAsync<T>(Func<T> open, CancellationToken cancellation)
        where T : IDisposable
    {
        cancellation.ThrowIfCancellationRequested();
        var opening = Task.Run(open, CancellationToken.None);
        try
        {
            return await opening.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            _ = opening.ContinueWith(
                static opened =>
                {
                    if (opened.IsCompletedSuccessfully)
                        opened.Result.Dispose();
                    else
                        _ = opened.Exception;
                },
                TaskScheduler.Default);
            throw;
        }
    }
}
