using System.Globalization;
using System.Net;
using Akka.Configuration;
using Econet.Actors.Ports;
using Serilog.Events;

namespace Econet.Gateway.Configuration;

/// <summary>Turns a setting's text into its value, or null when it is not allowed.</summary>
internal static class SettingParsers
{
    public static string? Text(string text) => text.Any(char.IsControl) ? null : text;

    /// <summary>A topic that one can publish to, and that can be the beginning of others.</summary>
    public static string? Topic(string text) =>
        text.Length > 0 && !text.StartsWith('/') && !text.EndsWith('/') && !text.StartsWith('$') && !text.AsSpan().ContainsAny("+#")
            ? Text(text)
            : null;

    public static int? Whole(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= min && number <= max
            ? number
            : null;

    public static TimeSpan? Seconds(string text, double min, double max) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number >= min && number <= max
            ? TimeSpan.FromSeconds(number)
            : null;

    public static TimeSpan? Milliseconds(string text, int min, int max) =>
        Whole(text, min, max) is { } number ? TimeSpan.FromMilliseconds(number) : null;

    public static bool? Flag(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "YES" or "ON" or "1" => true,
        "FALSE" or "NO" or "OFF" or "0" => false,
        _ => null,
    };

    /// <summary>A name of the enum in any case, and not its number.</summary>
    public static T? Choice<T>(string text)
        where T : struct, Enum =>
        Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<T>(text, ignoreCase: true) : null;

    /// <summary>The names that users of such gateways know, and Serilog's own.</summary>
    public static LogEventLevel? Level(string text) => text.ToUpperInvariant() switch
    {
        "INFO" => LogEventLevel.Information,
        "WARN" => LogEventLevel.Warning,
        "CRITICAL" => LogEventLevel.Fatal,
        _ => Choice<LogEventLevel>(text),
    };

    public static IPAddress? Host(string text) =>
        text.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : text == "*" ? IPAddress.Any
        // IPAddress takes "8000" and "1.2" for addresses as well.
        : IPAddress.TryParse(text, out var address) && (text.Contains(':') || text.Count(c => c == '.') == 3) ? address
        : null;

    public static Uri? WebAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    public static string? BusAddressText(string text)
    {
        try
        {
            _ = BusPorts.Parse(text);
            return text;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public static int? Baud(string text) =>
        Whole(text, 1, int.MaxValue) is { } baud && SerialSettings.SupportedBauds.Contains(baud) ? baud : null;

    /// <summary>What the HOCON file at <paramref name="path"/> says; null when it can't be read or is none.</summary>
    public static Config? HoconFile(string path)
    {
        try
        {
            return ConfigurationFactory.ParseString(File.ReadAllText(path));
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or FormatException or Akka.Configuration.ConfigurationException)
        {
            return null;
        }
    }
}
