using System.Globalization;
using System.Text.RegularExpressions;

namespace Econet.Gateway.Imports;

/// <summary>Reads times: with an offset or in UTC, by the clock of a time zone that was named, or as seconds (to nanoseconds) since 1970.</summary>
/// <param name="zone">That of times without an offset; null when it was not said.</param>
internal sealed partial class ImportedTime(TimeZoneInfo? zone)
{
    private static readonly string[] Clocks = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "dd.MM.yyyy'T'HH:mm:ss", "dd.MM.yyyy'T'HH:mm"];

    /// <summary>A number of seconds since 1970 is smaller than this until the year 5138; one of milliseconds since 1973 is not.</summary>
    private const decimal MostSeconds = 1e11m;

    private static readonly decimal MostMilliseconds = (decimal)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <param name="at">Milliseconds since 1970.</param>
    /// <param name="reason">Why it can't be read; empty when it can.</param>
    public bool TryRead(string text, out long at, out string reason)
    {
        (at, reason) = (0, "");
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var milliseconds = number < MostSeconds ? number * 1000 : number < MostSeconds * 1000 ? number : number < MostSeconds * 1_000_000 ? number / 1000 : number / 1_000_000;
            at = (long)Math.Min(milliseconds, MostMilliseconds);
            return true;
        }

        var match = Form().Match(text);
        if (!match.Success || !DateTime.TryParseExact(
            match.Groups["day"].Value + "T" + match.Groups["clock"].Value, Clocks, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            reason = $"'{Shown(text)}' is no time; it takes 2026-01-22T20:55:07Z, one with an offset such as +01:00, or seconds since 1970";
            return false;
        }

        local = local.AddMilliseconds(Fraction(match.Groups["fraction"].ValueSpan));
        if (match.Groups["offset"] is { Success: true } offset)
        {
            return TryOffset(offset.Value, local, out at, ref reason, text);
        }

        if (zone is null || zone.IsInvalidTime(local))
        {
            reason = zone is null
                ? $"'{Shown(text)}' has no offset; say in which time zone it is, such as zone=Europe/Warsaw"
                : $"'{Shown(text)}' does not exist in {zone.Id}: the clocks went forward";
            return false;
        }

        at = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
        return true;
    }

    /// <summary>A text of a file for a message.</summary>
    internal static string Shown(string text) => Printable.Of(text.Length > 60 ? text[..60] + "…" : text);

    private static bool TryOffset(string offset, DateTime local, out long at, ref string reason, string text)
    {
        at = 0;
        var digits = offset.Replace(":", "", StringComparison.Ordinal).AsSpan(1);
        var minutes = char.IsLetter(offset[0]) ? 0
            : (int.Parse(digits[..2], CultureInfo.InvariantCulture) * 60) + (digits.Length > 2 ? int.Parse(digits[2..], CultureInfo.InvariantCulture) : 0);
        if (minutes > 14 * 60)
        {
            reason = $"'{Shown(text)}' has an offset that no time zone has";
            return false;
        }

        at = (long)(local - DateTime.UnixEpoch).TotalMilliseconds - ((offset[0] == '-' ? -1 : 1) * minutes * 60_000L);
        return true;
    }

    private static double Fraction(ReadOnlySpan<char> digits) =>
        digits.IsEmpty ? 0 : Math.Floor(double.Parse($"0.{digits}", NumberStyles.Float, CultureInfo.InvariantCulture) * 1000);

    [GeneratedRegex(@"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}\.[0-9]{2}\.[0-9]{4})[T ](?<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:[.,](?<fraction>[0-9]{1,12}))? ?(?<offset>Z|z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?$")]
    private static partial Regex Form();
}
