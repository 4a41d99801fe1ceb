namespace Econet.Bench.Fuzzing;

/// <summary>Ends the process when it is not told for too long that the work goes on; a thread that hangs can't be ended otherwise.</summary>
internal sealed class HangGuard : IDisposable
{
    /// <summary>In real time; what is done between two tellings takes some ten milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ITimer _timer;

    /// <param name="doing">Tells, when it hangs, what does.</param>
    public HangGuard(Func<string> doing) => _timer = TimeProvider.System.CreateTimer(
        _ => Environment.FailFast($"{doing()} did not end within {Patience}"), null, Patience, Timeout.InfiniteTimeSpan);

    public void GoesOn() => _timer.Change(Patience, Timeout.InfiniteTimeSpan);

    public void Dispose() => _timer.Dispose();
}
