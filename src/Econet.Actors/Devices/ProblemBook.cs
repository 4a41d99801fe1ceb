using System.Collections.Immutable;
using Akka.Event;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Devices;

/// <summary>
/// The problems of one device, put together from what its parts find. Logs each once when it comes, as a warning, and once when it goes.
/// </summary>
internal sealed class ProblemBook(string device, ILoggingAdapter log, TimeProvider time)
{
    /// <summary>A problem that comes back within this time after it was a warning is not worth another one.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, ImmutableArray<Problem>> _parts = [];
    private readonly Dictionary<string, Moment> _warned = [];

    /// <summary>All problems there are now, the oldest first.</summary>
    public ImmutableArray<Problem> Current { get; private set; } = [];

    /// <returns>Whether <see cref="Current"/> has changed.</returns>
    public bool Take(PartProblems told)
    {
        var before = _parts.GetValueOrDefault(told.Part, []);
        var now = time.GetUtcNow();
        ImmutableArray<Problem> after =
        [
            .. told.Current.Select(f => new Problem(f.Code, f.Message, before.FirstOrDefault(p => p.Code == f.Code)?.Since ?? now)),
        ];
        if (after.SequenceEqual(before))
        {
            return false;
        }

        _parts[told.Part] = after;
        Current = [.. _parts.Values.SelectMany(problems => problems).OrderBy(p => p.Since).ThenBy(p => p.Code, StringComparer.Ordinal)];
        foreach (var come in after.Where(p => before.All(b => b.Code != p.Code)))
        {
            log.Log(IsNews(come.Code) ? LogLevel.WarningLevel : LogLevel.InfoLevel, null, "{Device}: {Message} ({Code})", device, come.Message, come.Code);
        }

        foreach (var gone in before.Where(p => after.All(a => a.Code != p.Code)))
        {
            log.Info("{Device}: the problem {Code} is over", device, gone.Code);
        }

        return true;
    }

    private bool IsNews(string code)
    {
        if (_warned.TryGetValue(code, out var at) && time.Since(at) < Quiet)
        {
            return false;
        }

        _warned[code] = time.Now();
        return true;
    }
}
