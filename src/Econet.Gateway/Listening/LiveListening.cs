using System.Globalization;
using Econet.Actors.Gm3.Listening;
using Econet.Actors.Messages;
using Econet.Actors.Ports;

namespace Econet.Gateway.Listening;

/// <summary>
/// Listens on a port and never sends. Where the speed is not given, it tries one after the other until frames come. A line that is lost after
/// frames came is opened again.
/// </summary>
/// <param name="speeds">The speeds to try, in bits per second; a single one is not tried but taken.</param>
/// <param name="portAt">The port at a speed.</param>
/// <param name="wait">Waits for that long by <paramref name="time"/>.</param>
/// <param name="keep">Gets the bytes of the port at the right speed; null to discard them.</param>
internal sealed class LiveListening(
    IReadOnlyList<int> speeds,
    Func<int, IBusPort> portAt,
    IListenReport report,
    TimeProvider time,
    Func<TimeSpan, CancellationToken, Task> wait,
    Action<BusPiece>? keep)
{
    /// <summary>The usual speed of GM3, the other one that was met, and those that are at least possible.</summary>
    public static readonly IReadOnlyList<int> AllSpeeds = [115_200, 38_400, 57_600, 19_200, 9_600, 230_400];

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(1);

    /// <summary>A speed at which the bytes make no sense is given up after this.</summary>
    private static readonly TimeSpan TrialLimit = 2 * BusMonitor.Patience;

    private readonly List<Problem> _problems = [];
    private bool _isSettled = speeds.Count == 1;

    public BusTally Tally { get; } = new();

    /// <summary>What is wrong at the end.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <param name="limit">For how long; null until <paramref name="stop"/>.</param>
    /// <exception cref="BusPortException">The port can't be opened, or is gone before anything was understood.</exception>
    public async Task RunAsync(TimeSpan? limit, CancellationToken stop)
    {
        var begun = time.GetTimestamp();
        Problem? ofFirstSpeed = null;
        for (var at = 0; !IsOver(); at++)
        {
            if (at == speeds.Count)
            {
                at = 0;
                _isSettled = true;
                report.Note("No speed fits.");
            }

            report.Note(string.Create(CultureInfo.InvariantCulture, $"{(_isSettled ? "Listening" : "Trying")} at {speeds[at]} baud"));
            await ListenAtAsync(speeds[at], () => IsOver(), stop);
            ofFirstSpeed ??= _problems.FirstOrDefault();
            if (!_isSettled)
            {
                _problems.Clear();
            }
        }

        if (_problems.Count == 0 && Tally.Frames == 0 && ofFirstSpeed is not null)
        {
            _problems.Add(ofFirstSpeed);
        }

        bool IsOver() => stop.IsCancellationRequested || time.GetElapsedTime(begun) >= limit;
    }

    /// <summary>Listens until it is over, or until the speed is known not to fit.</summary>
    private async Task ListenAtAsync(int baud, Func<bool> isOver, CancellationToken stop)
    {
        var port = portAt(baud);
        var isFirst = true;
        while (!isOver())
        {
            var monitor = new BusMonitor(port.Name, baud, time);
            var tap = new BusTap(monitor, time);
            try
            {
                await using var line = await port.OpenAsync(tap, stop);
                monitor.Opened();
                if (!await HearAsync(monitor, tap, baud, isOver, stop))
                {
                    return;
                }
            }
            catch (BusPortException) when (!isFirst)
            {
                // It was there before, and may come back.
            }

            isFirst = false;
            if (!isOver())
            {
                if (Tally.Frames == 0 && monitor.GoneBecause is not null)
                {
                    throw new BusPortException(monitor.FindProblems() is [var why, ..] ? why.Message : monitor.GoneBecause);
                }

                if (monitor.GoneBecause is { } reason)
                {
                    report.Note($"{reason}; trying to open it again");
                }

                await wait(ReopenAfter, stop);
            }
        }
    }

    /// <returns>False when the speed does not fit.</returns>
    private async Task<bool> HearAsync(BusMonitor monitor, BusTap tap, int baud, Func<bool> isOver, CancellationToken stop)
    {
        var opened = time.GetTimestamp();
        var held = new List<HeardOnBus>();
        var kept = new List<BusPiece>();
        while (true)
        {
            var isEnd = isOver() || monitor.GoneBecause is not null;
            kept.AddRange(tap.Take());
            held.AddRange(monitor.Take(isEnd));
            if (!_isSettled && held.Any(heard => heard is HeardOnBus.Said))
            {
                _isSettled = true;
                report.Note(string.Create(CultureInfo.InvariantCulture, $"{baud} baud fits"));
            }

            var problems = monitor.FindProblems();
            TellProblems(problems);
            if (_isSettled)
            {
                held.ForEach(heard =>
                {
                    Tally.Add(heard);
                    report.Heard(heard);
                });
                kept.ForEach(piece => keep?.Invoke(piece));
                held.Clear();
                kept.Clear();
            }
            else if (problems.Any(problem => problem.Code == ProblemCode.NoFrames) || (tap.Bytes > 0 && time.GetElapsedTime(opened) > TrialLimit))
            {
                return false;
            }

            if (isEnd)
            {
                return true;
            }

            await wait(Look, stop);
        }
    }

    private void TellProblems(IReadOnlyList<Problem> problems)
    {
        foreach (var come in problems.Where(problem => _problems.All(known => known.Message != problem.Message)))
        {
            report.Found(come);
        }

        _problems.Clear();
        _problems.AddRange(problems);
    }
}
