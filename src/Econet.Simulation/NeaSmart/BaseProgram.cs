using Econet.Modbus.NeaSmart;

namespace Econet.Simulation.NeaSmart;

/// <summary>
/// What the bases do in a round: each writes what it measured, reads the settings back, and takes what a user wished. Plant, mode and
/// state are base 1's.
/// </summary>
internal sealed class BaseProgram(HouseModel house, NeaSmartSimulationOptions options, Func<Register, ushort> measure)
{
    private static readonly byte First = SimulatedZone.UnitOf(1);

    /// <summary>Takes a setting that a user's wish changed.</summary>
    public required Action<OwnSetting> Taken { get; init; }

    public IEnumerable<Exchange> Round()
    {
        foreach (var exchange in Announce(house.Mode, house.State).Concat(Plant()).Concat(Settings()))
            yield return exchange;

        foreach (var exchange in house.Zones.SelectMany(Zone))
            yield return exchange;
    }

    private IEnumerable<Exchange> Plant()
    {
        yield return Exchange.Write(First, RegisterMap.ErrorPresent.Address, measure(RegisterMap.ErrorPresent));
        yield return Write(
            RegisterMap.WarningsPresent, RegisterMap.HintsPresent, RegisterMap.OutsideTemperature, RegisterMap.FilteredOutsideTemperature);
        foreach (var g in RegisterMap.MixedGroups.Take(options.MixedGroups))
            yield return Write(g.ValveOpening, g.PumpState, g.FlowTemperature, g.ReturnTemperature);

        if (options.Dehumidifiers > 0)
            yield return Write([.. RegisterMap.Dehumidifiers.Take(options.Dehumidifiers)]);
        if (options.Pumps > 0)
            yield return Write([.. RegisterMap.Pumps.Take(options.Pumps)]);
    }

    private IEnumerable<Exchange> Settings()
    {
        var read = Exchange.Read(First, RegisterMap.OperationMode.Address, 2);
        yield return read;
        foreach (var answer in Hear(read, house.Mode, house.State))
            yield return answer;
    }

    private IEnumerable<Exchange> Zone(SimulatedZone zone)
    {
        foreach (var change in Announce(zone.State, zone.Setpoint))
            yield return change;

        var (map, unit) = (zone.Map, zone.Setpoint.Unit);
        Exchange read;
        if (options.ReadWriteTogether)
            read = Exchange.ReadWrite(unit, map.State.Address, 2, map.Temperature.Address, measure(map.Temperature));
        else
        {
            yield return Exchange.Write(unit, map.Temperature.Address, [measure(map.Temperature)]);
            read = Exchange.Read(unit, map.State.Address, 2);
        }

        yield return Exchange.Write(unit, map.RelativeHumidity.Address, measure(map.RelativeHumidity));
        yield return read;
        foreach (var answer in Hear(read, zone.State, zone.Setpoint))
            yield return answer;
    }

    private static IEnumerable<Exchange> Announce(params OwnSetting[] settings)
    {
        foreach (var setting in settings.Where(s => s.IsChanged))
        {
            var write = Tell(setting);
            yield return write;
            setting.Written(write.Succeeded);
        }
    }

    private IEnumerable<Exchange> Hear(Exchange read, params OwnSetting[] settings)
    {
        foreach (var (setting, word) in settings.Zip(read.Words))
        {
            // Changed meanwhile at the system itself: that is told first.
            if (setting.IsChanged)
                continue;

            if (setting.Hear(word))
                Taken(setting);

            if (setting.IsDue)
            {
                var write = Tell(setting);
                yield return write;
                setting.Written(write.Succeeded);
            }
        }
    }

    private static Exchange Tell(OwnSetting setting) => Exchange.Write(setting.Unit, setting.Register.Address, setting.Word);

    /// <summary>Registers that follow each other, in one request.</summary>
    private Exchange Write(params Register[] registers) =>
        Exchange.Write(First, registers[0].Address, [.. registers.Select(measure)]);
}
