using Econet.Actors.Parameters;

namespace Econet.Actors.Gm3.Line;

/// <summary>
/// Whether what is heard now can be believed at once. On a noisy line a checksum lets one damaged frame in 65,536 pass; after a request that
/// was not answered in time its answer may still come, and look like the one to a later request.
/// </summary>
internal sealed class LineDoubt(TimeProvider time)
{
    /// <summary>So long after damage the line counts as noisy.</summary>
    public static readonly TimeSpan NoiseMemory = TimeSpan.FromMinutes(1);

    /// <summary>So long after a request without an answer the answer may still come.</summary>
    public static readonly TimeSpan LateAnswers = TimeSpan.FromSeconds(10);

    private bool _inStep;
    private Moment? _damagedAt;
    private Moment? _strangerAt;
    private readonly Dictionary<ushort, Moment> _missedAt = [];

    /// <summary>Damage was heard within <see cref="NoiseMemory"/>.</summary>
    public bool IsNoisy => _damagedAt is { } at && time.Since(at) < NoiseMemory;

    /// <summary>An answer of this device is to be borne out by another one.</summary>
    public bool IsInDoubt(ushort device) => IsNoisy
        || (_strangerAt is { } heard && time.Since(heard) < NoiseMemory)
        || (_missedAt.TryGetValue(device, out var at) && time.Since(at) < LateAnswers);

    /// <summary>A line begins in the middle of whatever is said: what comes before its first whole frame is no damage.</summary>
    public void LineOpened() => _inStep = false;

    public void FrameHeard() => _inStep = true;

    public void DamageHeard(Moment at)
    {
        if (_inStep)
        {
            _damagedAt = at;
        }
    }

    /// <summary>Somebody else asks from our address: what answers them may look like an answer to us.</summary>
    public void StrangerHeard() => _strangerAt = time.Now();

    /// <summary>A request to this device was not answered in time.</summary>
    public void Missed(ushort device) => _missedAt[device] = time.Now();
}
