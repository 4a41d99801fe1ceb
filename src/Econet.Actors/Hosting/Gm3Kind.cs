using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Ports;

namespace Econet.Actors.Hosting;

/// <summary>GM3 heat pumps.</summary>
internal sealed class Gm3Kind : IDeviceKind
{
    private static readonly Gm3OptionsValidator Validator = new();

    public string Name => "gm3";

    public DeviceRegistration Make(DeviceSpec spec)
    {
        var options = SpecOptions.Read<Gm3Options>(spec);
        OptionChecks.Checked(Validator, spec.Id, options);
        return Of(spec.Id, BusPorts.Parse(spec.Address, options.Baud), options);
    }

    public static DeviceRegistration Of(string id, IBusPort port, Gm3Options options)
    {
        OptionChecks.Checked(Validator, id, options);
        return new DeviceRegistration(id, "gm3", time => Gm3DeviceActor.Props(id, port, options, time), options.LeaveTimeout)
        {
            Line = BusPorts.AddressOf(port),
            StateFile = options.StateDirectory is { } directory ? Path.Combine(directory, $"{id}.db") : null,
        };
    }
}
