using Econet.Actors.Parameters;
using Econet.Modbus;

namespace Econet.Actors.NeaSmart;

/// <summary>
/// What can be told of a base that can't be understood: it asks other units than ours, or an adapter sends RTU frames to the TCP port.
/// Noted on any thread.
/// </summary>
internal sealed class MasterWatch(TimeProvider time)
{
    /// <summary>A base asks every few seconds: one that has not asked us for this long, but others, means another unit.</summary>
    private static readonly TimeSpan UnitPatience = TimeSpan.FromSeconds(20);

    /// <summary>What was seen this long ago is over.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(2);

    /// <summary>Requests for one unit that are no accident.</summary>
    private const int EnoughRequests = 3;

    /// <summary>Hosts that are remembered; more are not told apart.</summary>
    private const int MostHosts = 16;

    private readonly Lock _gate = new();
    private readonly Asked?[] _others = new Asked?[Pdu.MaxUnit + 1];
    private readonly bool[] _answers = new bool[Pdu.MaxUnit + 1];
    private readonly Dictionary<string, Moment> _rtu = [];

    /// <summary>The units besides ours that a master goes on asking, and nobody answers for, while it asks none of ours.</summary>
    public IReadOnlyList<byte> OtherUnits
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. Enumerable.Range(1, Pdu.MaxUnit).Select(unit => (byte)unit).Where(unit =>
                        !_answers[unit] && _others[unit] is { Count: >= EnoughRequests } asked
                        && time.Since(asked.First) >= UnitPatience && time.Since(asked.Last) < Memory),
                ];
            }
        }
    }

    /// <summary>Where RTU frames have come to the TCP port from.</summary>
    public IReadOnlyList<string> RtuHosts
    {
        get
        {
            lock (_gate)
            {
                return [.. _rtu.Where(host => time.Since(host.Value) < Memory).Select(host => host.Key).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>A request for one of our units, and not for all.</summary>
    public void AskedUs()
    {
        lock (_gate)
        {
            Array.Clear(_others);
        }
    }

    /// <summary>A frame to or from a unit that is not ours.</summary>
    public void HeardOther(byte unit, ReadOnlySpan<byte> pdu)
    {
        if (unit > Pdu.MaxUnit)
        {
            return;
        }

        Span<ushort> scratch = stackalloc ushort[Pdu.MaxRead];
        if (RegisterRequest.Decode(pdu, scratch, out _) == ExceptionCode.None)
        {
            lock (_gate)
            {
                var (now, asked) = (time.Now(), _others[unit]);
                _others[unit] = asked is null || time.Since(asked.Last) >= Memory
                    ? new Asked(now, now, 1)
                    : asked with { Last = now, Count = asked.Count + 1 };
            }
        }
        else if (RegisterAnswer.TryDecode(pdu, scratch, out _))
        {
            lock (_gate)
            {
                _answers[unit] = true;
            }
        }
    }

    /// <summary>A host's bytes are RTU frames.</summary>
    public void SentRtu(string host)
    {
        lock (_gate)
        {
            foreach (var old in _rtu.Where(known => time.Since(known.Value) >= Memory).Select(known => known.Key).ToArray())
            {
                _rtu.Remove(old);
            }

            if (_rtu.ContainsKey(host) || _rtu.Count < MostHosts)
            {
                _rtu[host] = time.Now();
            }
        }
    }

    /// <summary>A host sends what it should.</summary>
    public void SentTcp(string host)
    {
        lock (_gate)
        {
            _rtu.Remove(host);
        }
    }

    /// <summary>Requests for one unit, since we were last asked.</summary>
    private sealed record Asked(Moment First, Moment Last, int Count);
}
