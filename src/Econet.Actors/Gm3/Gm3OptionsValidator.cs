using System.Globalization;
using System.Text;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.Hosting;
using Econet.Actors.Ports;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Microsoft.Extensions.Options;

namespace Econet.Actors.Gm3;

/// <summary>Whether a GM3 device can be spoken to in this way; its id is the name of the options.</summary>
public sealed class Gm3OptionsValidator : IValidateOptions<Gm3Options>
{
    private const int LongestSerial = 10;

    /// <summary>The longest name that an answer to IDENTIFY holds, in bytes of UTF-8.</summary>
    internal static readonly int LongestName = Frame.MaxData - Identity.Write("").Length;

    public ValidateOptionsResult Validate(string? name, Gm3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var checks = new OptionChecks(name);
        Addresses(checks, options);
        Times(checks, options);
        checks
            .Demand(
                SerialSettings.SupportedBauds.Contains(options.Baud), nameof(options.Baud), Text(options.Baud),
                $"one of {string.Join(", ", SerialSettings.SupportedBauds)}")
            .Demand(Enum.IsDefined(options.Driver), nameof(options.Driver), Text((int)options.Driver), string.Join(" or ", Enum.GetNames<SerialDriver>()))
            .Demand(
                options.Name is { Length: > 0 } called && !called.Any(char.IsControl) && Encoding.UTF8.GetByteCount(called) <= LongestName,
                nameof(options.Name), Quoted(options.Name), $"a text of 1 to {LongestName} bytes without control characters")
            .Range(nameof(options.Attempts), options.Attempts, 1, 100);
        if (options.WriteBudget is { } budget)
        {
            checks
                .Range("WriteBudget.PerHour", budget.PerHour, 0, int.MaxValue)
                .Range("WriteBudget.PerDay", budget.PerDay, 0, int.MaxValue);
        }

        if (options.Breaker is { } breaker)
        {
            checks
                .Range("Breaker.Failures", breaker.Failures, 1, int.MaxValue)
                .Range("Breaker.Trials", breaker.Trials, 1, int.MaxValue)
                .Span("Breaker.Reset", breaker.Reset);
        }

        return Thermostat(checks, options.Thermostat)
            .Demand(options.WriteBudget is not null, nameof(options.WriteBudget), null, "a budget")
            .Demand(options.Vocabulary is not null, nameof(options.Vocabulary), null, "a vocabulary")
            .Demand(options.Breaker is not null, nameof(options.Breaker), null, "the options of a breaker")
            .Result;
    }

    private static void Addresses(OptionChecks checks, Gm3Options options)
    {
        checks
            .Range(nameof(options.ControllerAddress), options.ControllerAddress, (ushort)1, (ushort)(BusAddress.Broadcast - 1))
            .Range(nameof(options.PanelAddress), options.PanelAddress, (ushort)1, (ushort)(BusAddress.Broadcast - 1))
            .Demand(
                options.PanelAddress != options.ControllerAddress, nameof(options.PanelAddress), Text(options.PanelAddress),
                "another address than ControllerAddress");
        if (options.SourceAddress is { } own)
        {
            checks
                .Range(nameof(options.SourceAddress), own, BusAddress.FirstPeripheral, BusAddress.EconetModule)
                .Demand(
                    own < BusAddress.FirstPeripheral || (own != options.ControllerAddress && own != options.PanelAddress), nameof(options.SourceAddress), Text(own),
                    "another address than ControllerAddress and PanelAddress");
        }
    }

    private static void Times(OptionChecks checks, Gm3Options options) => checks
        .Range(nameof(options.LongestGap), options.LongestGap, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(byte.MaxValue))
        .Range(nameof(options.ShortestGap), options.ShortestGap, TimeSpan.FromMilliseconds(1), options.LongestGap)
        .Span(nameof(options.AnswerTimeout), options.AnswerTimeout)
        .Range(nameof(options.SlowAnswerTimeout), options.SlowAnswerTimeout, options.AnswerTimeout, TimeSpan.FromMinutes(1))
        .Span(nameof(options.FrameTimeout), options.FrameTimeout)
        .Span(nameof(options.MaxAge), options.MaxAge)
        .Span(nameof(options.SilentAfter), options.SilentAfter)
        .Range(nameof(options.WriteTimeout), options.WriteTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10))
        .Range(nameof(options.LeaveTimeout), options.LeaveTimeout, TimeSpan.Zero, LeavingBuses.Longest)
        .SpanOrNone(nameof(options.PollInterval), options.PollInterval)
        .SpanOrNone(nameof(options.PollBudget), options.PollBudget)
        .SpanOrNone(nameof(options.ReopenAfter), options.ReopenAfter);

    private static OptionChecks Thermostat(OptionChecks checks, ThermostatOptions? thermostat) => thermostat is null
        ? checks
        : checks
            .Span("Thermostat.MaxAge", thermostat.MaxAge)
            .Demand(
                thermostat.Fallback is >= 0 and <= 50, "Thermostat.Fallback", thermostat.Fallback.ToString(CultureInfo.InvariantCulture),
                "0 to 50 °C")
            .Demand(
                thermostat.Serial is { Length: > 0 and <= LongestSerial } serial && serial.All(char.IsAsciiLetterOrDigit), "Thermostat.Serial",
                Quoted(thermostat.Serial), $"1 to {LongestSerial} letters and digits");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Quoted(string? text) =>
        text is null ? null : text.Length > 40 ? $"a text of {Encoding.UTF8.GetByteCount(text)} bytes" : $"'{text}'";
}
