using System.Globalization;
using Econet.Actors.Hosting;
using Econet.Modbus;
using Microsoft.Extensions.Options;

namespace Econet.Actors.NeaSmart;

/// <summary>Whether a NEA SMART system can be served in this way; its id is the name of the options.</summary>
public sealed class NeaSmartOptionsValidator : IValidateOptions<NeaSmartOptions>
{
    private const int MostPorts = 65_535;

    public ValidateOptionsResult Validate(string? name, NeaSmartOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var checks = new OptionChecks(name)
            .Demand(
                options.Server is NeaSmartServer.Tcp { Address: not null } or NeaSmartServer.Rtu { Port: not null }, nameof(options.Server),
                options.Server is null ? null : "one without an address", "a server with its address")
            .Demand(
                options.Units is { Count: > 0 } units && units.All(unit => unit is >= 1 and <= Pdu.MaxUnit)
                    && units.Distinct().Count() == units.Count,
                nameof(options.Units), options.Units is null ? null : $"[{string.Join(", ", options.Units)}]",
                $"one or more units of 1 to {Pdu.MaxUnit}, each once")
            .Demand(options.Vocabulary is not null, nameof(options.Vocabulary), null, "a vocabulary")
            .Range(nameof(options.StartupMode), options.StartupMode ?? 1, 1, 5)
            .Range(nameof(options.StartupState), options.StartupState ?? 1, 1, 6)
            .Range(nameof(options.MaxConnections), options.MaxConnections, 1, 10_000)
            .Span(nameof(options.StaleAfter), options.StaleAfter)
            .Span(nameof(options.SilentAfter), options.SilentAfter)
            .Range(nameof(options.WriteTimeout), options.WriteTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10))
            .Span(nameof(options.EchoTimeout), options.EchoTimeout)
            .Span(nameof(options.IdleTimeout), options.IdleTimeout)
            .Span(nameof(options.FrameTimeout), options.FrameTimeout);
        return options.Server is NeaSmartServer.Tcp { Port: var port }
            ? checks.Demand(
                port is >= 0 and <= MostPorts, "Server.Port", port.ToString(CultureInfo.InvariantCulture), $"0 (any free one) to {MostPorts}").Result
            : checks.Result;
    }
}
