using Econet.Actors.Parameters;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>
/// What values to ask for with the token, one request after the other: what is due, what is to be read a second time, and with what is left of
/// the time the most overdue of the rest.
/// </summary>
internal sealed class Polling(DeviceSpaces spaces, Gm3Options options, TimeProvider time)
{
    /// <summary>What somebody wants read again at once is, so often in a token; then it waits for the next.</summary>
    private const int MostUrgentRounds = 4;

    /// <summary>Requests that fail are asked again in the same token, so many at most.</summary>
    private const int MostRepeats = 10;

    /// <summary>A token that takes longer than this, as on a noisy line, reads measured values again.</summary>
    private static readonly TimeSpan MeasuredAgain = TimeSpan.FromSeconds(3);

    /// <summary>The same before the token goes back: it may take long to come again.</summary>
    private static readonly TimeSpan MeasuredAtLast = TimeSpan.FromSeconds(1);

    private readonly LinkedList<(DeviceSpace Space, ParameterSelection Selection)> _waiting = [];
    private Moment? _measuredAt;
    private TimeSpan _budget;
    private int _urgentRounds;
    private int _repeats;
    private bool _isLastRound;

    /// <summary>A token has come.</summary>
    public void Begin()
    {
        _waiting.Clear();
        (_urgentRounds, _repeats, _budget, _isLastRound) = (0, 0, options.PollBudget, false);
        PlanDue(_measuredAt is not { } measured || time.Since(measured) >= options.PollInterval);
    }

    /// <summary>The next request; null when there is nothing to ask for.</summary>
    public BusStep? Next()
    {
        if (_waiting.Count == 0)
        {
            PlanMore();
        }

        if (_waiting.First is not { Value: var (space, selection) })
        {
            return Probe();
        }

        _waiting.RemoveFirst();
        var fits = space.Plan.Fit(selection);
        GoOnBehind(space, selection, fits.Count);
        return new BusStep.Values(space, fits);
    }

    /// <summary>The first <paramref name="taken"/> values of a request were read: a device that answered with fewer has the rest still to tell.</summary>
    public void Read(BusStep.Values step, int taken)
    {
        if (step.IsProbe)
        {
            step.Space.Plan.ProbeAnswered(taken);
        }
        else if (taken > 0)
        {
            GoOnBehind(step.Space, step.Selection, taken);
        }
    }

    /// <summary>A request got no answer.</summary>
    public void Failed(BusStep.Values step)
    {
        if (!step.IsProbe && _repeats++ < MostRepeats)
        {
            _waiting.AddLast((step.Space, step.Selection));
        }
    }

    /// <summary>A device that is there left a request unanswered: what is to blame is narrowed down.</summary>
    public static void LeftUnanswered(BusStep.Values step)
    {
        if (step.IsProbe)
        {
            step.Space.Plan.ProbeLeftUnanswered();
        }
        else
        {
            step.Space.Plan.LeftUnanswered(step.Selection);
        }
    }

    /// <summary>A device is not to be asked for values any more.</summary>
    public void Drop(DeviceSpace space)
    {
        foreach (var waiting in _waiting.Where(waiting => waiting.Space == space).ToArray())
        {
            _waiting.Remove(waiting);
        }
    }

    private BusStep.Values? Probe()
    {
        foreach (var space in spaces.Where(space => space.IsReadable))
        {
            if (space.Unanswered.Next() is { } selection)
            {
                return new BusStep.Values(space, selection, IsProbe: true);
            }
        }

        return null;
    }

    private void GoOnBehind(DeviceSpace space, ParameterSelection selection, int count)
    {
        if (count < selection.Count)
        {
            _waiting.AddFirst((space, new ParameterSelection((byte)(selection.Count - count), (ushort)(selection.First + count))));
        }
    }

    private void PlanMore()
    {
        if (IsMeasuredOlderThan(MeasuredAgain))
        {
            PlanDue(measured: true);
        }
        else if (_urgentRounds < MostUrgentRounds && spaces.Any(space => space.HasUrgent && space.IsReadable))
        {
            _urgentRounds++;
            PlanDue(measured: false);
        }

        if (_waiting.Count == 0)
        {
            PlanOverdue();
        }

        if (_waiting.Count == 0 && !_isLastRound && IsMeasuredOlderThan(MeasuredAtLast))
        {
            _isLastRound = true;
            PlanDue(measured: true);
        }
    }

    private bool IsMeasuredOlderThan(TimeSpan age) =>
        _measuredAt is { } measured && time.Since(measured) >= (age > options.PollInterval ? age : options.PollInterval);

    private void PlanDue(bool measured)
    {
        if (measured)
        {
            _measuredAt = time.Now();
        }

        foreach (var space in spaces.Where(space => space.IsReadable))
        {
            space.HasUrgent = false;
            foreach (var selection in space.Plan.Due(measured))
            {
                _budget -= space.Plan.Cost(selection);
                _waiting.AddLast((space, selection));
            }
        }
    }

    /// <summary>What is left of the time goes to the rest, in whole requests, the most overdue first.</summary>
    private void PlanOverdue()
    {
        var (space, overdue) = spaces.Where(space => space.IsReadable)
            .Select(space => (space, space.Plan.MostOverdue())).DefaultIfEmpty().MaxBy(s => s.Item2);
        if (overdue < 1)
        {
            return;
        }

        var selection = space.Plan.NextOverdue();
        _budget -= space.Plan.Cost(selection);
        if (_budget >= TimeSpan.Zero || overdue >= PollPlan.NearlyStale)
        {
            _waiting.AddLast((space, selection));
        }
    }
}
