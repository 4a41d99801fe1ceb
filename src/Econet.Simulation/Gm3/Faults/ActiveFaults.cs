using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Simulation.Gm3.Faults;

/// <summary>The faults in effect. Everything here runs inside actions of the loop.</summary>
internal sealed class ActiveFaults(EventLoop loop)
{
    private readonly List<ActiveFault> _all = [];

    /// <summary>Notified of a fault each time it begins.</summary>
    public Action<ActiveFault>? Began { get; set; }

    /// <summary>Notified of a fault each time it ends.</summary>
    public Action<ActiveFault>? Ended { get; set; }

    public bool Any => _all.Count > 0;

    public IReadOnlyList<ActiveFault> Add(FaultPlan plan)
    {
        var added = plan.Faults.Select((fault, i) => new ActiveFault(fault, new Random(unchecked((plan.Seed * 7919) + i)))).ToArray();
        foreach (var fault in added)
        {
            _all.Add(fault);
            if (fault.Fault.From > TimeSpan.Zero)
                loop.After(fault.Fault.From, () => Begin(fault));
            else
                Begin(fault);
        }

        return added;
    }

    public void Remove(IEnumerable<ActiveFault> faults)
    {
        foreach (var fault in faults)
        {
            fault.IsWithdrawn = true;
            End(fault);
            _all.Remove(fault);
        }
    }

    public void Remove<T>()
        where T : Fault => Remove(_all.Where(fault => fault.Fault is T).ToArray());

    /// <summary>Whether a fault that is a state is in effect.</summary>
    public bool IsOn<T>()
        where T : Fault => On<T>().Any();

    /// <summary>Those of this kind that are in effect.</summary>
    public IEnumerable<ActiveFault> On<T>()
        where T : Fault => _all.Where(fault => fault.IsOn && fault.Fault is T);

    /// <summary>Whether a fault of this kind strikes now.</summary>
    public bool Strikes<T>()
        where T : Fault => Striking<T>(null).Any();

    /// <summary>The faults of this kind that strike now, and what they strike.</summary>
    /// <param name="frame">What they could strike; null where it is no frame.</param>
    /// <param name="applies">Narrows down what they could strike.</param>
    public IEnumerable<(T Fault, Random Random)> Striking<T>(Frame? frame, Func<T, bool>? applies = null)
        where T : Fault
    {
        foreach (var active in _all)
        {
            if (active.Fault is T fault && applies?.Invoke(fault) != false && active.Strikes(frame))
                yield return (fault, active.Random);
        }
    }

    public static FrameKind KindOf(Frame frame)
    {
        if (Service.TryFunction(frame, out var function) && function is ServiceFunction.TokenGrant or ServiceFunction.TokenReturn)
            return function == ServiceFunction.TokenGrant ? FrameKind.Grant : FrameKind.Return;

        return ((byte)frame.Command & 0x80) != 0 || frame.Command is Command.Error or Command.NoData
            ? FrameKind.Answer
            : FrameKind.Request;
    }

    private void Begin(ActiveFault fault)
    {
        if (fault.IsWithdrawn)
            return;

        if (fault.Fault.Every is { } interval)
            loop.After(interval, () => Begin(fault));
        fault.IsOn = true;
        if (fault.Fault.IsState && !fault.Strikes(null))
        {
            fault.IsOn = false;
            return;
        }

        Began?.Invoke(fault);
        if (fault.Fault.For is { } duration)
            loop.After(duration, () => End(fault));
    }

    private void End(ActiveFault fault)
    {
        if (!fault.IsOn)
            return;

        fault.IsOn = false;
        Ended?.Invoke(fault);
    }
}

/// <summary>A fault of a plan in effect, with its own chance.</summary>
internal sealed class ActiveFault(Fault fault, Random random)
{
    public Fault Fault { get; } = fault;

    public Random Random { get; } = random;

    public bool IsOn { get; set; }

    public bool IsWithdrawn { get; set; }

    /// <summary>How often it has struck.</summary>
    public int Struck { get; private set; }

    public bool Strikes(Frame? frame)
    {
        var may = IsOn && !(Struck >= Fault.Times) && (Fault.Where is null || (frame is not null && Fault.Where(frame)));
        if (!may || (Fault.Probability < 1 && Random.NextDouble() >= Fault.Probability))
            return false;

        Struck++;
        return true;
    }
}
