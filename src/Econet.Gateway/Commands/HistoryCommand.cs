using System.CommandLine;

namespace Econet.Gateway.Commands;

/// <summary>The command for the history of a running gateway.</summary>
internal static class HistoryCommand
{
    public static (Command Command, Func<ParseResult, Request> Read) Import()
    {
        var file = new Argument<string>("file") { Description = "The CSV file: an export of this gateway, of Home Assistant, of InfluxDB, or one of your own." };
        var dry = new Option<bool>("--dry-run") { Description = "Change nothing, and tell what would come in." };
        var map = new Option<string[]>("--map")
        {
            HelpName = "name=key", Description = "What a name of the file means, such as sensor.boiler=TempCWU; may be given several times.",
        };
        var zone = new Option<string>("--zone") { HelpName = "zone", Description = "The time zone of times without an offset, such as Europe/Warsaw." };
        var hold = new Option<string>("--hold") { HelpName = "time", Description = "For how long at most a value holds until the next one. Default: 1h, and 1d for states." };
        var json = new Option<bool>("--json") { Description = "Print the answer of the gateway." };
        var where = new WhichGateway();
        return (
            where.AddTo(new Command(
                "import", "Take in what others recorded, of times of which nothing is known. Exit code 1 if a line or a name was not understood.")
            {
                file, dry, map, zone, hold, json,
            }),
            result => new Request.ImportHistory(
                where.Of(result), result.GetRequiredValue(file), result.GetValue(dry), result.GetValue(map) ?? [], result.GetValue(zone), result.GetValue(hold),
                result.GetValue(json)));
    }
}
