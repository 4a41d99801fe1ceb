using System.Globalization;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>What the command line asks for.</summary>
internal abstract record Request
{
    public sealed record Help : Request;

    public sealed record Version : Request;

    /// <summary>Serve: the bus of SERIAL_PORT, or with <paramref name="Demo"/> the embedded simulator.</summary>
    public sealed record Run(bool Demo, IReadOnlyDictionary<Setting, string> Settings) : Request;

    public sealed record HealthCheck(IReadOnlyDictionary<Setting, string> Settings) : Request;

    /// <summary>Serve the simulator; exactly one of port and link is given.</summary>
    /// <param name="Seed">Null for one of the simulator's choice.</param>
    /// <param name="Paced">At the speed of a real bus.</param>
    /// <param name="Pairing">Its panel is in pairing mode, and takes a virtual thermostat in whenever that asks.</param>
    public sealed record Simulate(int? TcpPort, string? Link, int? Seed, bool Paced, bool Pairing) : Request;

    /// <summary>Be a NEA SMART system for another gateway.</summary>
    /// <param name="Gateway">Where that serves Modbus TCP, or the path of a pseudo-terminal that it finds RTU at.</param>
    /// <param name="Seed">Null for one of the simulator's choice.</param>
    /// <param name="Paced">At the speed of a real line, where there is one.</param>
    public sealed record SimulateNeaSmart(string Gateway, int? Seed, bool Paced) : Request;
}

/// <summary>The command line is wrong; the message says how.</summary>
internal sealed class CommandLineException(string message) : Exception(message);

internal static class CommandLine
{
    /// <exception cref="CommandLineException">It is not what <c>--help</c> tells.</exception>
    public static Request Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Any(a => a is "--help" or "-h" or "-?"))
        {
            return new Request.Help();
        }

        if (arguments is ["--version"])
        {
            return new Request.Version();
        }

        var command = arguments.Count > 0 && !arguments[0].StartsWith('-') ? arguments[0] : null;
        var options = arguments.Skip(command is null ? 0 : 1).ToArray();
        return command switch
        {
            null => new Request.Run(Demo: false, SettingsOf(options)),
            "demo" => new Request.Run(Demo: true, SettingsOf(options)),
            "healthcheck" => new Request.HealthCheck(SettingsOf(options)),
            "simulate" => Simulate(options),
            _ => throw new CommandLineException(
                $"There is no command {SettingValues.Quote(command)}; the commands are demo, simulate and healthcheck"),
        };
    }

    private static Dictionary<Setting, string> SettingsOf(IReadOnlyList<string> arguments)
    {
        var byOption = Settings.All.ToDictionary(s => s.Option);
        var found = Options(arguments, byOption.ContainsKey, _ => false);
        return found.ToDictionary(o => byOption[o.Key], o => o.Value);
    }

    private static Request Simulate(IReadOnlyList<string> arguments)
    {
        var options = Options(
            arguments, name => name is "--tcp" or "--link" or "--neasmart" or "--seed" or "--unpaced" or "--pairing",
            name => name is "--unpaced" or "--pairing");
        var (link, neaSmart) = (options.GetValueOrDefault("--link"), options.GetValueOrDefault("--neasmart"));
        var tcp = Number("--tcp", 0, 65535);
        var (seed, paced) = (Number("--seed", 0, int.MaxValue), !options.ContainsKey("--unpaced"));
        var pairing = options.ContainsKey("--pairing");
        if (neaSmart is not null && pairing)
        {
            throw new CommandLineException("--pairing is of a simulated bus; a NEA SMART system has none");
        }

        if (neaSmart is not null && SettingParsers.BusAddressText(neaSmart) is null)
        {
            throw new CommandLineException(
                $"--neasmart: {SettingValues.Quote(neaSmart)} is not allowed; it takes tcp://host:port or the whole path of a pseudo-terminal to make");
        }

        return (tcp, link, neaSmart) switch
        {
            ({ } port, null, null) => new Request.Simulate(port, null, seed, paced, pairing),
            (null, { } path, null) => new Request.Simulate(null, path, seed, paced, pairing),
            (null, null, { } gateway) => new Request.SimulateNeaSmart(gateway, seed, paced),
            _ => throw new CommandLineException("simulate takes one of --tcp PORT, --link PATH and --neasmart ADDRESS"),
        };

        int? Number(string option, int min, int max) =>
            !options.TryGetValue(option, out var text) ? null
            : SettingParsers.Whole(text, min, max) ?? throw new CommandLineException(string.Create(
                CultureInfo.InvariantCulture,
                $"{option}: {SettingValues.Quote(text)} is not allowed; it takes a whole number, {min} to {max}"));
    }

    /// <summary>Reads <c>--name value</c>, <c>--name=value</c> and switches without a value.</summary>
    private static Dictionary<string, string> Options(
        IReadOnlyList<string> arguments, Func<string, bool> isKnown, Func<string, bool> isSwitch)
    {
        var options = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                throw new CommandLineException($"{SettingValues.Quote(argument)} is not an option");
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            if (!isKnown(name))
            {
                throw new CommandLineException($"There is no option {SettingValues.Quote(name)}");
            }

            var value = (equals >= 0, isSwitch(name)) switch
            {
                (true, true) => throw new CommandLineException($"{name} takes no value"),
                (false, true) => "",
                (true, false) => argument[(equals + 1)..].Trim(),
                (false, false) => i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal)
                    ? arguments[++i].Trim()
                    : "",
            };
            if (value.Length == 0 && !isSwitch(name))
            {
                throw new CommandLineException($"{name} needs a value");
            }

            if (!options.TryAdd(name, value))
            {
                throw new CommandLineException($"{name} is given twice");
            }
        }

        return options;
    }
}
