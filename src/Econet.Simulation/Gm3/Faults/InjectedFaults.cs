namespace Econet.Simulation.Gm3.Faults;

/// <summary>A plan in effect. Disposing it withdraws the plan: what its faults broke works again.</summary>
public sealed class InjectedFaults : IDisposable
{
    private readonly EventLoop _loop;
    private readonly ActiveFaults _faults;
    private readonly IReadOnlyList<ActiveFault> _added;

    internal InjectedFaults(EventLoop loop, ActiveFaults faults, IReadOnlyList<ActiveFault> added) =>
        (_loop, _faults, _added) = (loop, faults, added);

    /// <summary>How often its faults have struck: frames, bytes of bit errors, bursts, writes, and states that began.</summary>
    public int Struck => _loop.Locked(() => _added.Sum(fault => fault.Struck));

    public void Dispose() => _loop.Post(() => _faults.Remove(_added));
}
