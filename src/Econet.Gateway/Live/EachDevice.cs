namespace Econet.Gateway.Live;

/// <summary>Does something for each device for as long as the device is there.</summary>
internal static class EachDevice
{
    /// <summary>Ends when cancelled, after everything that it began has ended.</summary>
    /// <param name="devices">Those that there are, by their ids or what else tells them apart, and again whenever one comes or goes.</param>
    /// <param name="follow">Goes on until it is cancelled; what it fails with is its own to tell.</param>
    /// <param name="gone">Called when the device is not there any more, and what followed it has ended.</param>
    public static async Task RunAsync<T>(
        IAsyncEnumerable<IReadOnlyList<T>> devices, Func<T, CancellationToken, Task> follow, Action<T> gone, CancellationToken stop)
        where T : notnull
    {
        var running = new Dictionary<T, Following>();
        try
        {
            await foreach (var ids in devices.WithCancellation(stop))
            {
                foreach (var id in running.Keys.Except(ids).ToList())
                {
                    running.Remove(id, out var former);
                    await former!.EndAsync();
                    gone(id);
                }

                foreach (var id in ids.Where(id => !running.ContainsKey(id)))
                {
                    running[id] = new Following(cancellation => follow(id, cancellation), stop);
                }
            }
        }
        finally
        {
            await Task.WhenAll(running.Values.Select(following => following.EndAsync()));
        }
    }

    private sealed class Following
    {
        private readonly CancellationTokenSource _stop;
        private readonly Task _task;

        public Following(Func<CancellationToken, Task> follow, CancellationToken stop)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            _task = RunAsync(follow, _stop.Token);
        }

        public async Task EndAsync()
        {
            await _stop.CancelAsync();
            await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stop.Dispose();
        }

        /// <summary>What fails before it can wait fails in its task, too, and not those who follow other devices.</summary>
        private static async Task RunAsync(Func<CancellationToken, Task> follow, CancellationToken stop) => await follow(stop);
    }
}
