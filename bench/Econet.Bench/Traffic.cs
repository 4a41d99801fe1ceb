using System.Buffers;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Bench;

/// <summary>Traffic as a real bus carries it, made up from a seed.</summary>
internal sealed class Traffic(int seed)
{
    /// <summary>The controller's parameters.</summary>
    private const int Parameters = 1447;

    private readonly Random _random = new(seed);

    /// <summary>Types in about the shares that a real controller has them.</summary>
    public ParameterType[] Types { get; } = MakeTypes();

    /// <summary>One round of the polling module over the controller, about 5.7 kB, with the panel's clock and token grant.</summary>
    public byte[] Cycle()
    {
        var output = new ArrayBufferWriter<byte>();
        for (var first = 0; first < Parameters; first += 100)
        {
            var count = Math.Min(100, Parameters - first);
            FrameWriter.Write(output, Request((byte)count, (ushort)first));
            FrameWriter.Write(output, Values((ushort)first, count));
        }

        FrameWriter.Write(output, Clock.Write(Now()));
        FrameWriter.Write(output, Service.TokenGrant(BusAddress.FirstPeripheral));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A frame of any kind that the bus knows.</summary>
    public Frame Any() => _random.Next(16) switch
    {
        0 => Request(100, (ushort)_random.Next(Parameters)),
        1 or 2 => Values((ushort)_random.Next(Parameters - 100), _random.Next(101)),
        3 => Structures(withRange: true),
        4 => Structures(withRange: false),
        5 => new(1, 105, Command.ModifyParam, Modify.Write((ushort)_random.Next(Parameters), Any(Types[_random.Next(Parameters)]))),
        6 => new(105, 1, Command.ModifyParamAnswer, (byte[])[Modify.Accepted]),
        7 => new(105, 100, Command.IdentifyAnswer, Identity.Write("ecoNET")),
        8 => new(105, 100, Command.GetSettingsAnswer, new Settings(7, "ecoMAX", "S024.25", 5, 1).ToArray()),
        9 => Clock.Write(Now()),
        10 => DeviceTable.Write([new(1, float.NaN), new(100, 21.5f), new(165, 19.25f)]),
        11 => AddressAssignment.Write(BusAddress.PairingThermostat, 165),
        12 => new(100, 105, Command.Service, AlarmLog.WriteRequest((byte)_random.Next(256))),
        13 => new(105, 100, Command.ServiceAnswer, AlarmLog.WriteAnswer(new(20, Now(), _random.Next(2) == 0 ? null : Now()))),
        14 => Service.TokenGrant(105),
        _ => new(105, 1, Command.NoData),
    };

    public Frame Values(ushort first, int count)
    {
        var output = new ArrayBufferWriter<byte>();
        var values = new FlaggedValue[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = new(ParameterFlags.NonVolatile, Any(Types[first + i]));
        }

        ValueAnswer.Write(output, first, values, limit: 880);
        return new Frame(BusAddress.Broadcast, BusAddress.Controller, Command.GetParamsAnswer, output.WrittenMemory);
    }

    private static Frame Request(byte count, ushort first) => new(
        BusAddress.Controller, BusAddress.Broadcast, Command.GetParams, new ParameterSelection(count, first).ToArray());

    private Frame Structures(bool withRange)
    {
        var first = _random.Next(Parameters - 20);
        var structures = Enumerable.Range(first, _random.Next(20)).Select(i => new ParameterStructure(
            (ushort)i, "HDWTSetPoint", "C", Types[i], true, true, (ParameterFlags)_random.Next(256), 20, 55)).ToArray();
        var output = new ArrayBufferWriter<byte>();
        StructureAnswer.Write(output, structures, withRange, limit: 880);
        var command = withRange ? Command.GetParamsStructWithRangeAnswer : Command.GetParamsStructAnswer;
        return new Frame(105, BusAddress.Controller, command, output.WrittenMemory);
    }

    private Value Any(ParameterType type) => type switch
    {
        ParameterType.Float => Value.Of(_random.Next(8) == 0 ? float.NaN : _random.NextSingle() * 60),
        ParameterType.String => Value.Of("S024.25"),
        _ => Value.Of(type, _random.Next(100)),
    };

    private DateTime Now() => new DateTime(2026, 1, 22).AddSeconds(_random.Next(86400));

    private static ParameterType[] MakeTypes()
    {
        var types = new ParameterType[Parameters];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = (i % 100) switch
            {
                < 39 => ParameterType.UInt8,
                < 54 => ParameterType.UInt16,
                < 71 => ParameterType.Float,
                < 98 => ParameterType.UInt32,
                _ => ParameterType.String,
            };
        }

        return types;
    }
}
