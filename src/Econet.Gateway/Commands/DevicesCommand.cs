using System.CommandLine;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>The commands for the devices of a running gateway.</summary>
internal static class DevicesCommand
{
    public static IEnumerable<(Command Command, Func<ParseResult, Request> Read)> Build() => [List(), Add(), Remove()];

    private static (Command, Func<ParseResult, Request>) List()
    {
        var (which, json) = (new WhichGateway(hasDevice: false), new Option<bool>("--json") { Description = "Print the answer of the gateway." });
        return (
            which.AddTo(new Command("list", "List the devices, how each is doing, and what is wrong.") { json }),
            result => new Request.ListDevices(which.Of(result), result.GetValue(json)));
    }

    private static (Command, Func<ParseResult, Request>) Add()
    {
        var id = Id("The device's id: letters, digits, - and _.");
        var port = new Option<string>("--port") { HelpName = "port", Description = "A GM3 heat pump at this port: a serial device or tcp://host:port." };
        var modbus = SimulateCommand.Number("--modbus", "port", 1, 65535, "A NEA SMART system that connects to this TCP port of the gateway.");
        var name = new Option<string>("--name") { HelpName = "name", Description = "What to call it." };
        var file = new Option<string>("--file")
        {
            HelpName = "file", Description = "A JSON file with everything that a device may have, as in a section of devices: in a configuration file.",
        };
        var which = new WhichGateway(hasDevice: false);
        var command = which.AddTo(new Command("add", "Add a device, and keep it over restarts.") { id, port, modbus, name, file });
        command.Validators.Add(result =>
        {
            if (new[] { result.GetResult(port) is not null, result.GetResult(modbus) is not null, result.GetResult(file) is not null }.Count(given => given) != 1)
            {
                result.AddError("devices add takes one of --port PORT (a GM3 heat pump), --modbus PORT (a NEA SMART system) and --file FILE");
            }
        });
        return (command, result => new Request.AddDevice(
            which.Of(result), result.GetRequiredValue(id), result.GetValue(port), result.GetValue(modbus), result.GetValue(name), result.GetValue(file)));
    }

    private static (Command, Func<ParseResult, Request>) Remove()
    {
        var id = Id("The device's id.");
        var deleteState = new Option<bool>("--delete-state") { Description = "Also delete its values and its bus address. Default: keep them for a device that is added with the same id." };
        var which = new WhichGateway(hasDevice: false);
        return (
            which.AddTo(new Command("remove", "Remove a device that was added with 'devices add' or over the API, after it has left its bus.") { id, deleteState }),
            result => new Request.RemoveDevice(which.Of(result), result.GetRequiredValue(id), result.GetValue(deleteState)));
    }

    private static Argument<string> Id(string description)
    {
        var id = new Argument<string>("id") { Description = description };
        id.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !DeviceOptions.IsId(text))
            {
                result.AddError($"id: {SettingValues.Quote(text)} is not allowed; it takes letters, digits, - and _, beginning with a letter or a digit");
            }
        });
        return id;
    }
}
