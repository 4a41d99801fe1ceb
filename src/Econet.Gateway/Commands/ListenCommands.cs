using System.CommandLine;
using System.Globalization;
using Econet.Actors.Ports;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>The commands that hear a GM3 bus, keep what they hear, and play it again.</summary>
internal static class ListenCommands
{
    private const string SourceForms = "A serial device, tcp://host:port, or a recording. Default: the configured SERIAL_PORT.";

    public static IEnumerable<(Command Command, Func<ParseResult, Request> Read)> Build() => [Listen(), Capture(), Replay()];

    private static (Command, Func<ParseResult, Request>) Listen()
    {
        var source = new Argument<string?>("source") { Description = SourceForms, Arity = ArgumentArity.ZeroOrOne };
        var (baud, limit, json) = (Baud(), Limit(), Json());
        var quiet = new Option<bool>("--quiet") { Description = "Leave out the frames, and print the summary only." };
        return (
            new Command(
                "listen",
                "Decode who is on a GM3 bus and what they say. It never sends, and needs no configuration. Exit code 1 if no frame was understood.")
            {
                source, baud, limit, quiet, json,
            },
            result => new Request.Listen(
                result.GetValue(source), result.GetValue(baud), result.GetValue(limit), result.GetValue(quiet), result.GetValue(json), Capture: null));
    }

    private static (Command, Func<ParseResult, Request>) Capture()
    {
        var file = new Argument<string>("file") { Description = "The file to write, in the pcap format. An existing file is not overwritten." };
        var source = new Argument<string?>("source")
        {
            Description = "A serial device or tcp://host:port. Default: the configured SERIAL_PORT.", Arity = ArgumentArity.ZeroOrOne,
        };
        var (baud, limit, json) = (Baud(), Limit(), Json());
        return (
            new Command("capture", "Record a GM3 bus to a file, with times. It never sends; Ctrl-C ends it.") { file, source, baud, limit, json },
            result => new Request.Listen(
                result.GetValue(source), result.GetValue(baud), result.GetValue(limit), Quiet: true, result.GetValue(json),
                result.GetRequiredValue(file)));
    }

    private static (Command, Func<ParseResult, Request>) Replay()
    {
        var file = new Argument<string>("file") { Description = "A recording of capture, or a file with the bare bytes of a bus." };
        var tcp = SimulateCommand.Number("--tcp", "port", 0, 65535, "Serve the recorded bus on this TCP port of localhost; 0 takes any free one.");
        var link = new Option<string>("--link") { HelpName = "path", Description = "Serve the recorded bus on a pseudo-terminal at this path." };
        var pace = new Option<double>("--pace")
        {
            HelpName = "factor",
            Description = "How many times faster than recorded, 0.1 to 1000.",
            DefaultValueFactory = _ => 1,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor is >= 0.1 and <= 1000)
                {
                    return factor;
                }

                result.AddError($"--pace: {SettingValues.Quote(text)} is not allowed; it takes a number, 0.1 to 1000");
                return 0;
            },
        };
        var repeat = new Option<bool>("--repeat") { Description = "Begin again at the end of the recording." };
        var command = new Command("replay", "Serve a recorded GM3 bus to a gateway or to listen. Nobody answers on it.") { file, tcp, link, pace, repeat };
        command.Validators.Add(result =>
        {
            if (result.GetResult(tcp) is null == result.GetResult(link) is null)
            {
                result.AddError("replay takes one of --tcp PORT and --link PATH");
            }
        });
        return (
            command,
            result => new Request.Replay(
                result.GetRequiredValue(file), result.GetValue(tcp), result.GetValue(link), result.GetValue(pace), result.GetValue(repeat)));
    }

    private static Option<int?> Baud() => new("--baud")
    {
        HelpName = "speed",
        Description = "The speed of the bus. Without it, the usual speeds are tried on a serial device; a network adapter has its own setting.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (SettingParsers.Whole(text, 1, int.MaxValue) is { } baud && SerialSettings.SupportedBauds.Contains(baud))
            {
                return baud;
            }

            result.AddError($"--baud: {SettingValues.Quote(text)} is not allowed; it takes one of {string.Join(", ", SerialSettings.SupportedBauds)}");
            return null;
        },
    };

    private static Option<int?> Limit() =>
        SimulateCommand.Number("--for", "seconds", 1, 31_536_000, "End after so many seconds. Default: until Ctrl-C.");

    private static Option<bool> Json() => new("--json") { Description = "Print one JSON object per line." };
}
