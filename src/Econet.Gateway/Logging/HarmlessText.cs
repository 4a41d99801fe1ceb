using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Logging;

/// <summary>
/// Takes the sting out of texts that come from outside, such as the path of a request: control characters, which would forge lines or command a
/// terminal, are written as codes, and long texts are cut.
/// </summary>
internal sealed class HarmlessText : ILogEventEnricher
{
    /// <summary>The longest text of one property, in characters. The longest of the gateway's own is the list of its settings.</summary>
    public const int Longest = 2000;

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        List<LogEventProperty>? changed = null;
        foreach (var (name, value) in logEvent.Properties)
        {
            if (value is ScalarValue { Value: { } held } && TextOf(held) is { } text && !IsHarmless(text))
            {
                (changed ??= []).Add(new LogEventProperty(name, new ScalarValue(Harmless(text, Longest))));
            }
        }

        changed?.ForEach(logEvent.AddOrUpdateProperty);
    }

    /// <summary>The text without what could do harm, and not longer than <paramref name="longest"/>.</summary>
    public static string Harmless(string text, int longest)
    {
        var kept = text.Length > longest ? text.AsSpan(0, longest) : text;
        var harmless = new StringBuilder(kept.Length + 16);
        foreach (var c in kept)
        {
            _ = IsHarmful(c) ? harmless.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : harmless.Append(c);
        }

        return text.Length > longest
            ? harmless.Append(CultureInfo.InvariantCulture, $"… ({text.Length - longest} more characters)").ToString()
            : harmless.ToString();
    }

    /// <summary>Control characters, line separators, and what turns the direction of writing.</summary>
    public static bool IsHarmful(char c) =>
        char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static bool IsHarmless(string text) => text.Length <= Longest && !text.Any(IsHarmful);

    /// <summary>What is written as a text: numbers and times can't do harm.</summary>
    private static string? TextOf(object held) => held switch
    {
        string text => text,
        bool or IFormattable => null,
        _ => held.ToString(),
    };
}
