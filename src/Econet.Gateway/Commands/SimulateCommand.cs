using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>The command that is a simulated system for a gateway in another process.</summary>
internal static class SimulateCommand
{
    /// <summary>More than one process carries.</summary>
    private const int MostDevices = 5000;

    private const int LastPort = 65_535;

    private const string Exclusive = "simulate takes one of --tcp PORT, --link PATH and --neasmart ADDRESS";

    public static (Command Command, Func<ParseResult, Request> Read) Build()
    {
        var tcp = new Option<PortRange?>("--tcp")
        {
            HelpName = "port",
            Description = "Serve a simulated heat pump on this TCP port of localhost; 0 takes any free one. With --fleet, the first port, or FROM-TO.",
            CustomParser = Ports,
        };
        var fleet = Number("--fleet", "number", 1, MostDevices, "Simulate so many heat pumps, each on a TCP port of its own.");
        var link = new Option<string>("--link") { HelpName = "path", Description = "Serve a simulated heat pump on a pseudo-terminal at this path." };
        var neaSmart = new Option<string>("--neasmart")
        {
            HelpName = "address",
            Description = "Simulate a NEA SMART base: a Modbus master over TCP to tcp://host:port, or over RTU on a pseudo-terminal at this path.",
        };
        var seed = Number("--seed", "number", 0, int.MaxValue, "Seed of the random numbers: the same seed gives the same system.");
        var unpaced = new Option<bool>("--unpaced") { Description = "Transfer bytes and answer requests without the delays of a real bus." };
        var pairing = new Option<bool>("--pairing") { Description = "The panel is in pairing mode and accepts the virtual thermostat." };
        var silentPanel = new Option<bool>("--silent-panel") { Description = "The panel does not answer GET_SETTINGS, as real ones seem to do. This is the default." };
        var answeringPanel = new Option<bool>("--answering-panel") { Description = "The panel answers GET_SETTINGS." };
        var em = new Option<bool>("--em") { Description = "The controller is an older one that speaks the EM protocol." };
        var swapped = new Option<bool>("--swapped") { Description = "Wires A and B are swapped." };
        var deaf = new Option<bool>("--deaf") { Description = "Nothing that the gateway sends reaches the bus." };
        var wrongBaud = Number("--wrong-baud", "speed", 1200, 1_000_000, "The gateway's port runs at this baud rate, which is not that of the bus.");
        var adapterGap = Number(
            "--adapter-gap", "ms", 0, 1000, "All gateways share one adapter, which passes data on after a pause of this many milliseconds.");
        var adapterBuffer = Number("--adapter-buffer", "bytes", 1, 65_536, "The adapter passes this many bytes on without waiting for a pause. Default: 1024.");
        var tokenSilence = Number(
            "--token-silence", "seconds", 1, 3600, "The panel takes a token back after so many seconds without a byte on the bus. Default: it waits on.");
        Option[] ofBus = [pairing, silentPanel, answeringPanel, em, swapped, deaf, wrongBaud, adapterGap, adapterBuffer, tokenSilence];
        var command = new Command("simulate", "Simulate a system for a gateway in another process, and report at the end how the gateway behaved.")
        {
            tcp, fleet, link, neaSmart, seed, unpaced, pairing, silentPanel, answeringPanel, em, swapped, deaf, wrongBaud, adapterGap, adapterBuffer, tokenSilence,
        };
        command.Validators.Add(result =>
        {
            if (new Option[] { tcp, link, neaSmart }.Count(option => result.GetResult(option) is not null) != 1)
            {
                result.AddError(Exclusive);
            }
            else if (FleetError(result.GetResult(tcp)?.Tokens is [{ Value: var ports }] ? ports : null, result.GetResult(fleet)?.Tokens is [{ Value: var many }] ? many : null) is { } error)
            {
                result.AddError(error);
            }
            else if (result.GetResult(neaSmart) is { Tokens: [{ Value: var address }] } && SettingParsers.BusAddressText(address) is null)
            {
                result.AddError(
                    $"--neasmart: {SettingValues.Quote(address)} is not allowed; it takes tcp://host:port or the whole path of a pseudo-terminal to make");
            }
            else if (result.GetResult(neaSmart) is not null && Array.Find(ofBus, option => result.GetResult(option) is not null) is { } given)
            {
                result.AddError($"{given.Name} is an option of the simulated heat pump; --neasmart does not take it");
            }
            else if (result.GetResult(silentPanel) is not null && result.GetResult(answeringPanel) is not null)
            {
                result.AddError("--silent-panel and --answering-panel contradict each other");
            }
        });
        return (command, Read);

        Request Read(ParseResult result)
        {
            var paced = !result.GetValue(unpaced);
            return result.GetValue(neaSmart) is { } gateway
                ? new Request.SimulateNeaSmart(gateway, result.GetValue(seed), paced)
                : new Request.Simulate(result.GetValue(tcp)?.From, result.GetValue(link), result.GetValue(seed), paced, result.GetValue(pairing),
                    result.GetValue(answeringPanel))
                {
                    Fleet = result.GetValue(fleet),
                    Em = result.GetValue(em), Swapped = result.GetValue(swapped), Deaf = result.GetValue(deaf), WrongBaud = result.GetValue(wrongBaud),
                    AdapterGap = result.GetValue(adapterGap), AdapterBuffer = result.GetValue(adapterBuffer),
                    TokenSilence = result.GetValue(tokenSilence),
                };
        }
    }

    /// <summary>What is wrong with the two together; null also where one of them is wrong by itself, which is told anyway.</summary>
    private static string? FleetError(string? tcp, string? many) => (tcp is null ? null : PortRange.Of(tcp), many is null ? null : SettingParsers.Whole(many, 1, MostDevices)) switch
    {
        (null, _) when tcp is not null => null,
        (_, null) when many is not null => null,
        ({ IsRange: true }, null) => "--tcp takes one port; a range of ports is for --fleet NUMBER",
        (null, not null) => "--fleet needs --tcp FROM-TO, or the first port alone",
        ({ From: 0 }, not null) => "--fleet needs a first port, 1 to 65535, and not any free one",
        ({ IsRange: true } range, { } count) when range.To - range.From + 1 != count => string.Create(
            CultureInfo.InvariantCulture, $"--tcp {range.From}-{range.To} is {Math.Max(0, range.To - range.From + 1)} ports for {count} heat pumps; it takes {range.From}-{range.From + count - 1}"),
        ({ } range, { } count) when range.From + count - 1 > LastPort => string.Create(CultureInfo.InvariantCulture, $"--fleet {count} does not fit between port {range.From} and {LastPort}"),
        _ => null,
    };

    private static PortRange? Ports(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (PortRange.Of(text) is { } ports)
        {
            return ports;
        }

        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"--tcp: {SettingValues.Quote(text)} is not allowed; it takes a port, 0 to {LastPort}, or with --fleet FROM-TO"));
        return null;
    }

    public static Option<int?> Number(string name, string helpName, int min, int max, string description) => new(name)
    {
        HelpName = helpName,
        Description = description,
        CustomParser = result => Parse(result, name, min, max),
    };

    private static int? Parse(ArgumentResult result, string name, int min, int max)
    {
        var text = result.Tokens[0].Value;
        if (SettingParsers.Whole(text, min, max) is { } number)
        {
            return number;
        }

        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"{name}: {SettingValues.Quote(text)} is not allowed; it takes a whole number, {min} to {max}"));
        return null;
    }

    private sealed record PortRange(int From, int To, bool IsRange)
    {
        public static PortRange? Of(string text)
        {
            var ends = text.Split('-');
            return ends.Length <= 2 && SettingParsers.Whole(ends[0], 0, LastPort) is { } from && SettingParsers.Whole(ends[^1], from, LastPort) is { } to
                ? new PortRange(from, to, ends.Length == 2)
                : null;
        }
    }
}
