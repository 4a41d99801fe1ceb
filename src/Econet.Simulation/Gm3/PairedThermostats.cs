using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Values;

namespace Econet.Simulation.Gm3;

/// <summary>What the panel knows of a thermostat that was paired with it.</summary>
/// <param name="Temperature">What it last read of it, °C; null before the first answer.</param>
/// <param name="Values">All its values of the last answer.</param>
/// <param name="At">When that came, since the start of the simulation.</param>
public sealed record SeenThermostat(float? Temperature, IReadOnlyList<Value> Values, TimeSpan At);

/// <summary>
/// The panel's part in the life of thermostats that come through the port: beacons while it is in pairing mode, an address for whoever
/// answers one (the same again for one that it knows, and none when all are taken), then its structure, and with every cycle its values and
/// what the panel has to write.
/// </summary>
internal sealed class PairedThermostats
{
    private const ushort FirstAssigned = 166;
    private const byte All = byte.MaxValue;

    /// <summary>Beacons a second, as a real panel sends them.</summary>
    private const int BeaconsPerSecond = 10;

    private static readonly ParameterType[] Types = [.. EcoSter.Parameters("").Select(p => p.Structure.Type)];
    private readonly SortedDictionary<ushort, SeenThermostat> _seen = [];

    /// <summary>Addresses by what their thermostats say of themselves.</summary>
    private readonly Dictionary<string, ushort> _addresses = [];
    private readonly Queue<(ushort Address, int Index, Value Value)> _writes = [];

    /// <summary>Those who have an address, and of whom the structure is not known yet.</summary>
    private readonly HashSet<ushort> _unknown = [];

    /// <summary>Until when the panel is in pairing mode.</summary>
    public TimeSpan PairingUntil { get; set; } = TimeSpan.MinValue;

    public IReadOnlyDictionary<ushort, SeenThermostat> Seen => _seen.ToDictionary();

    public IEnumerable<BusDevice> Table => _seen.Select(t => new BusDevice(t.Key, t.Value.Temperature ?? float.NaN));

    public void Forget()
    {
        _seen.Clear();
        _addresses.Clear();
        _unknown.Clear();
    }

    public void Write(ushort address, int index, Value value) => _writes.Enqueue((address, index, value));

    /// <summary>A second of pairing mode, when it is on: each step is a frame and what would answer it.</summary>
    public IEnumerable<(Frame Request, Func<Frame, bool> IsAnswer, Action<Frame> Answered)> Pair(Func<TimeSpan> now)
    {
        for (var beacon = 0; beacon < BeaconsPerSecond && now() < PairingUntil; beacon++)
        {
            string? identity = null;
            yield return (
                Service.PairingBeacon(), IsFrom(BusAddress.PairingThermostat), answer => identity = Convert.ToHexString(answer.Data.Span));
            if (identity is null || AddressFor(identity) is not { } address)
                continue;

            yield return (AddressAssignment.Write(BusAddress.PairingThermostat, address), IsFrom(address), _ =>
            {
                _addresses[identity] = address;
                _seen.TryAdd(address, new SeenThermostat(null, [], now()));
                _unknown.Add(address);
            });
        }
    }

    /// <summary>What the panel asks and writes in a cycle.</summary>
    public IEnumerable<(Frame Request, Func<Frame, bool> IsAnswer, Action<Frame> Answered)> Poll(Func<TimeSpan> now)
    {
        foreach (var address in _seen.Keys.ToArray())
        {
            for (var next = _unknown.Contains(address) ? 0 : Types.Length + 1; next <= Types.Length;)
            {
                var answered = false;
                yield return (Ask(address, Command.GetParamsStructWithRange, next), frame => frame.Source == address, answer =>
                {
                    answered = true;
                    var isPart = answer.Command == Command.GetParamsStructWithRangeAnswer && answer.Data.Span is [> 0, ..];
                    next = isPart ? next + answer.Data.Span[0] : Types.Length + 1;
                    _unknown.Remove(address);
                });
                if (!answered)
                    break;
            }

            yield return (Ask(address, Command.GetParams, 0), frame => frame.Source == address, answer => Note(address, answer, now()));
            yield return (Ask(address, Command.GetParams, Types.Length), frame => frame.Source == address, _ => { });
        }

        while (_writes.TryDequeue(out var write))
        {
            var data = Modify.Write((ushort)write.Index, write.Value);
            yield return (new Frame(write.Address, BusAddress.Panel, Command.ModifyParam, data), frame => frame.Source == write.Address, _ => { });
        }
    }

    private ushort? AddressFor(string identity)
    {
        if (_addresses.TryGetValue(identity, out var known))
            return known;

        for (var address = FirstAssigned; address <= BusAddress.LastThermostat; address++)
        {
            if (!_seen.ContainsKey(address))
                return address;
        }

        return null;
    }

    private void Note(ushort address, Frame answer, TimeSpan at)
    {
        if (answer.Command == Command.GetParamsAnswer && _seen.ContainsKey(address)
            && ValueAnswer.Parse(answer.Data.Span, Types, out _, out var values) == ValueAnswerFault.None && values.Length == Types.Length)
        {
            _seen[address] = new SeenThermostat((float)values[EcoSter.Temperature].Value.ToDouble(), [.. values.Select(v => v.Value)], at);
        }
    }

    private static Func<Frame, bool> IsFrom(ushort address) => frame => frame.Source == address && frame.Command == Command.ServiceAnswer;

    private static Frame Ask(ushort address, Command command, int first) =>
        new(address, BusAddress.Panel, command, new ParameterSelection(All, (ushort)first).ToArray());
}
