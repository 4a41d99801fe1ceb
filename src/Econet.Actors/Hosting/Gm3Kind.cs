using Econet.Actors.Devices;
using Econet.Actors.Gm3;
using Econet.Actors.Messages;
using Econet.Actors.Ports;
using Econet.Actors.Vocabulary;

namespace Econet.Actors.Hosting;

/// <summary>GM3 heat pumps.</summary>
/// <param name="vocabulary">Of devices that are made from plain data, which can't hold one.</param>
/// <param name="wrap">What the port of a device, by its id, is wrapped in.</param>
internal sealed class Gm3Kind(Func<VocabularySource> vocabulary, Func<string, IBusPort, IBusPort> wrap) : IDeviceKind
{
    public const string KindName = "gm3";

    private static readonly Gm3OptionsValidator Validator = new();

    public string Name => KindName;

    public DeviceRegistration Make(DeviceSpec spec)
    {
        var options = SpecOptions.Read<Gm3Options>(spec) with { Vocabulary = vocabulary() };
        OptionChecks.Checked(Validator, spec.Id, options);
        return Of(spec.Id, BusPorts.Parse(spec.Address, options.Baud, options.Driver), options);
    }

    public DeviceRegistration Of(string id, IBusPort port, Gm3Options options)
    {
        OptionChecks.Checked(Validator, id, options);
        return new DeviceRegistration(id, KindName, home => Gm3DeviceActor.Props(id, wrap(id, port), options, home), options.LeaveTimeout)
        {
            Line = BusPorts.AddressOf(port),
            Spec = BusPorts.AddressOf(port) is { } address ? () => DeviceSpecs.Gm3(id, address, options with { StateDirectory = null }) : null,
            StateFile = options.StateDirectory is { } directory ? Path.Combine(directory, $"{id}.db") : null,
        };
    }
}
