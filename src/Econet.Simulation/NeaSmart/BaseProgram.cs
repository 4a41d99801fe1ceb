using Econet.Modbus;
using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>
/// What the base does in a round, for itself and the bases that hang on it: it writes what they measured, reads the settings at each unit,
/// and takes what a user wished.
/// </summary>
internal sealed class BaseProgram(HouseModel house, NeaSmartSimulationOptions options, Func<Register, ushort> measure)
{
    private readonly byte _to = options.Broadcasts ? Pdu.Broadcast : options.Units[0];

    /// <summary>Takes a setting that a user's wish changed.</summary>
    public required Action<OwnSetting> Taken { get; init; }

    public IEnumerable<Exchange> Round()
    {
        foreach (var setting in house.Settings)
            setting.Pass();

        foreach (var exchange in Neighbours().Concat(Announce(house.Mode, house.State)).Concat(Plant()).Concat(house.Zones.SelectMany(Zone)))
            yield return exchange;

        foreach (var exchange in Nobodies())
            yield return exchange;

        foreach (var unit in options.Units)
        {
            foreach (var exchange in Ask(unit, RegisterMap.OperationMode, house.Mode, house.State))
                yield return exchange;

            foreach (var exchange in house.Zones.SelectMany(zone => Ask(unit, zone)))
                yield return exchange;
        }
    }

    private IEnumerable<Exchange> Neighbours() => options.Neighbours
        ? [Exchange.Foreign(0x41, 0x02, 0xF0, 0x03), Exchange.Foreign(0x03), Exchange.Foreign(0x10, 0x00)]
        : [];

    private IEnumerable<Exchange> Plant()
    {
        yield return Exchange.Write(_to, RegisterMap.ErrorPresent.Address, measure(RegisterMap.ErrorPresent));
        yield return Write(
            RegisterMap.WarningsPresent, RegisterMap.HintsPresent, RegisterMap.OutsideTemperature, RegisterMap.FilteredOutsideTemperature);
        foreach (var g in RegisterMap.MixedGroups.Take(options.MixedGroups))
            yield return Write(g.ValveOpening, g.PumpState, g.FlowTemperature, g.ReturnTemperature);

        if (options.Dehumidifiers > 0)
            yield return Write([.. RegisterMap.Dehumidifiers.Take(options.Dehumidifiers)]);
        if (options.Pumps > 0)
            yield return Write([.. RegisterMap.Pumps.Take(options.Pumps)]);
    }

    private IEnumerable<Exchange> Zone(SimulatedZone zone)
    {
        foreach (var change in Announce(zone.State, zone.Setpoint))
            yield return change;

        if (!options.ReadWriteTogether)
            yield return Write(zone.Map.Temperature);
        if (zone.TellsHumidity)
            yield return Write(zone.Map.RelativeHumidity);
    }

    /// <summary>Channels that there are not.</summary>
    private IEnumerable<Exchange> Nobodies() => options.ZonesPerBase == RegisterMap.ZonesPerBase
        ? []
        : options.Bases.Select(b => RegisterMap.Zone(b, options.ZonesPerBase + 1)).SelectMany(zone => new[]
        {
            Exchange.Write(_to, zone.State.Address, [0, 0, 0]), Exchange.Write(_to, zone.RelativeHumidity.Address, 0),
        });

    private IEnumerable<Exchange> Ask(byte unit, SimulatedZone zone) =>
        Ask(unit, zone.Map.State, options.ReadWriteTogether ? zone.Map.Temperature : null, zone.State, zone.Setpoint);

    private IEnumerable<Exchange> Ask(byte unit, Register first, params OwnSetting[] settings) => Ask(unit, first, null, settings);

    /// <param name="written">What is written in the same request; null for nothing.</param>
    private IEnumerable<Exchange> Ask(byte unit, Register first, Register? written, params OwnSetting[] settings)
    {
        var read = written is null
            ? Exchange.Read(unit, first.Address, settings.Length)
            : Exchange.ReadWrite(unit, first.Address, settings.Length, written.Address, measure(written));
        yield return read;
        foreach (var (setting, word) in settings.Zip(read.Words))
        {
            if (setting.Hear(word))
                Taken(setting);

            if (setting.IsDue)
                yield return Tell(setting);
        }
    }

    private IEnumerable<Exchange> Announce(params OwnSetting[] settings) => settings.Where(s => s.IsChanged).Select(Tell);

    private Exchange Tell(OwnSetting setting)
    {
        var write = Exchange.Write(_to, setting.Register.Address, setting.Told);
        write.Ended = () => setting.Written(write.Succeeded, isSure: write.IsAnswered);
        return write;
    }

    /// <summary>Registers that follow each other, in one request.</summary>
    private Exchange Write(params Register[] registers) =>
        Exchange.Write(_to, registers[0].Address, [.. registers.Select(measure)]);
}
