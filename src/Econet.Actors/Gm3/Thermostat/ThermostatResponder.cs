using System.Buffers;
using Econet.Actors.Parameters;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Gm3.Thermostat;
using Econet.Values;

namespace Econet.Actors.Gm3.Thermostat;

/// <summary>
/// What an ecoSTER answers the panel: who it is, its parameters and their values, and writes, which it keeps and gives back. The room's
/// temperature alone is its own.
/// </summary>
internal sealed class ThermostatResponder
{
    private readonly ParameterStructure[] _structures;
    private readonly ParameterFlags[] _flags;
    private readonly Value[] _values;

    /// <summary>What the panel has written since the start.</summary>
    private readonly HashSet<int> _new = [];

    private readonly byte[] _identity;
    private readonly RoomReading _reading;
    private readonly TimeProvider _time;
    private readonly Moment _since;

    public ThermostatResponder(string serial, RoomReading reading, TimeProvider time)
    {
        var parameters = EcoSter.Parameters(serial).ToArray();
        _structures = [.. parameters.Select(p => p.Structure)];
        _values = [.. parameters.Select(p => p.Value)];
        _flags = [.. EcoSter.AnswerFlags(serial)];
        _identity = EcoSter.Identity(serial);
        _reading = reading;
        _time = time;
        _since = time.Now();
    }

    /// <summary>What it says of itself.</summary>
    public ReadOnlyMemory<byte> Identity => _identity;

    /// <summary>The answer to a request of the panel; null for one that a thermostat does not know.</summary>
    /// <param name="changed">The panel has written something that is to be kept.</param>
    public Frame? Answer(Frame request, out bool changed)
    {
        changed = false;
        (Command Command, byte[] Data)? answer = request.Command switch
        {
            Command.Identify => (Command.IdentifyAnswer, _identity),
            Command.GetParamsStructWithRange => Select(request, Structures),
            Command.GetParams => Select(request, Values),
            Command.ModifyParam => (Command.ModifyParamAnswer, [TryWrite(request, out changed) ? Modify.ThermostatAccepted : (byte)Command.Error]),
            _ => null,
        };
        return answer is { } a ? new Frame(request.Source, request.Destination, a.Command, a.Data) : null;
    }

    /// <summary>What the panel has written: index(1) and the value's bytes, each with their length(1).</summary>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var structure in _structures.Where(s => _flags[s.WireIndex] == EcoSter.Written))
        {
            var value = new ArrayBufferWriter<byte>();
            _values[structure.WireIndex].Write(value);
            output.Write([(byte)structure.WireIndex, (byte)value.WrittenCount]);
            output.Write(value.WrittenSpan);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Brings back what the panel wrote before a restart; what it has written since is newer.</summary>
    /// <returns>Whether there is such, and so something to be kept.</returns>
    public bool Restore(byte[]? written)
    {
        for (ReadOnlySpan<byte> rest = written; rest.Length >= 2 && rest.Length >= 2 + rest[1]; rest = rest[(2 + rest[1])..])
        {
            if (rest[0] < _structures.Length && !_new.Contains(rest[0]))
            {
                Put(rest[0], rest.Slice(2, rest[1]), out _);
            }
        }

        return _new.Count > 0;
    }

    private (Command, byte[]) Structures(ParameterSelection selection, int count)
    {
        var output = new ArrayBufferWriter<byte>();
        StructureAnswer.Write(output, _structures.AsSpan(selection.First, count), withRange: true, EcoSter.AnswerLimit);
        return (Command.GetParamsStructWithRangeAnswer, output.WrittenSpan.ToArray());
    }

    private (Command, byte[]) Values(ParameterSelection selection, int count)
    {
        var output = new ArrayBufferWriter<byte>();
        var values = Enumerable.Range(selection.First, count).Select(i => new FlaggedValue(_flags[i], ValueOf(i))).ToArray();
        ValueAnswer.Write(output, selection.First, values, EcoSter.AnswerLimit);
        return (Command.GetParamsAnswer, output.WrittenSpan.ToArray());
    }

    private (Command, byte[]) Select(Frame request, Func<ParameterSelection, int, (Command, byte[])> answer)
    {
        if (!ParameterSelection.TryParse(request.Data.Span, out var selection))
        {
            return (Command.Error, []);
        }

        var count = Math.Min(selection.Count, _structures.Length - selection.First);
        return count > 0 ? answer(selection, count) : (Command.NoData, []);
    }

    private Value ValueOf(int index) => index switch
    {
        EcoSter.Temperature => Value.Of(_reading.Effective),
        EcoSter.Preset => _values[EcoSter.DayPreset],
        EcoSter.Uptime => Value.Of(ParameterType.UInt32, (long)_time.Since(_since).TotalSeconds),
        _ => _values[index],
    };

    private bool TryWrite(Frame request, out bool changed)
    {
        changed = false;
        if (!Modify.TryParse(request.Data.Span, out var modify) || modify.WireIndex >= _structures.Length
            || !Put(modify.WireIndex, modify.RawValue.Span, out changed))
        {
            return false;
        }

        _new.Add(modify.WireIndex);
        return true;
    }

    private bool Put(int index, ReadOnlySpan<byte> bytes, out bool changed)
    {
        changed = false;
        var structure = _structures[index];
        if (!structure.Writable || !Value.TryRead(structure.Type, ref bytes, out var value) || !bytes.IsEmpty)
        {
            return false;
        }

        changed = _flags[index] != EcoSter.Written || _values[index] != value;
        (_values[index], _flags[index]) = (value, EcoSter.Written);
        return true;
    }
}
