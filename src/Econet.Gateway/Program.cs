using System.Collections;
using System.IO.Ports;
using Econet.Gateway.Commands;

var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
    e => (string)e.Key, e => (string?)e.Value ?? "");
return await Cli.RunAsync(
    args, new Surroundings(Console.Out, Console.Error, environment, Directory.GetCurrentDirectory(), SerialPort.GetPortNames)
    {
        In = Console.IsInputRedirected ? null : Console.In,
    });
