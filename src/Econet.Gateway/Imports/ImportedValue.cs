using System.Globalization;
using Econet.Actors.Vocabulary;
using Econet.Gateway.History;
using Econet.Values;

namespace Econet.Gateway.Imports;

/// <summary>Reads the values of one parameter, scaled as people see them.</summary>
internal static class ImportedValue
{
    /// <summary>What others write where nothing is known.</summary>
    private static readonly string[] Nothing = ["", "null", "nan", "none", "unknown", "unavailable", "n/a", "-"];

    private static readonly string[] On = ["on", "true", "yes"];
    private static readonly string[] Off = ["off", "false", "no"];

    /// <param name="hasDecimalComma">A comma separates decimals, where it does not separate columns.</param>
    /// <param name="number">Not a number for a gap.</param>
    /// <param name="reason">Why it can't be read; empty when it can.</param>
    public static bool TryRead(string text, Series series, Meaning meaning, bool hasDecimalComma, out double number, out string reason)
    {
        (number, reason) = (double.NaN, "");
        if (Nothing.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!TryNumber(text, meaning, hasDecimalComma, out number))
        {
            reason = $"{series.Key}: '{ImportedTime.Shown(text)}' is {(series.Kind == RecordedKind.State && !meaning.Values.IsEmpty ? "neither a number nor a name that it has" : "no number")}";
            return false;
        }

        if (meaning.Absent.Contains(number))
        {
            number = double.NaN;
        }
        else if (meaning.Sane is { } sane && !sane.Holds(number))
        {
            reason = string.Create(CultureInfo.InvariantCulture, $"{series.Key}: {number} {series.Parameter.Unit.Symbol} is impossible").Replace("  ", " ", StringComparison.Ordinal);
            return false;
        }

        number = Math.Round(number, Math.Min(series.Digits, 15));
        return true;
    }

    private static bool TryNumber(string text, Meaning meaning, bool hasDecimalComma, out double number)
    {
        if (double.TryParse(hasDecimalComma ? text.Replace(',', '.') : text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            return double.IsFinite(number);
        }

        if (!meaning.Values.IsEmpty && MeaningInput.TryRaw(meaning, text, null, null, out var raw, out _))
        {
            number = Convert.ToDouble(raw, CultureInfo.InvariantCulture);
            return true;
        }

        number = On.Contains(text, StringComparer.OrdinalIgnoreCase) ? 1 : 0;
        return meaning.Type == ParameterType.Bool && (number > 0 || Off.Contains(text, StringComparer.OrdinalIgnoreCase));
    }
}
