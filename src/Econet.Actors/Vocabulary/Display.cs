using System.Globalization;
using Econet.Values;

namespace Econet.Actors.Vocabulary;

/// <summary>How values are shown to people.</summary>
public static class Display
{
    /// <summary>Digits after the decimal point of a number whose precision nobody says, at most.</summary>
    private const int MostDigits = 3;

    private const string Yes = "Yes";
    private const string No = "No";

    /// <summary>No bit that has a name is set.</summary>
    private const string None = "None";

    /// <summary>Words that are no parameter's own.</summary>
    internal static IEnumerable<string> Words => [Yes, No, None];

    /// <summary>A value as people read it: <c>84.48 kWh</c>, <c>On</c>, <c>Pump only, Cooling</c>.</summary>
    /// <returns>Null when there is none, or it says that nothing is measured.</returns>
    public static string? Of(Meaning meaning, Value value, Language language)
    {
        ArgumentNullException.ThrowIfNull(meaning);
        ArgumentNullException.ThrowIfNull(language);
        if (meaning.IsNothing(value))
        {
            return null;
        }

        if (value.Type == ParameterType.String)
        {
            return value.ToText();
        }

        if (meaning.NameOf(value) is { } name)
        {
            return name.In(language);
        }

        if (!meaning.Bits.IsEmpty)
        {
            var on = string.Join(", ", meaning.Bits.Where(bit => bit.IsOn(value)).Select(bit => bit.Name.In(language)));
            return on.Length > 0 ? on : language.Of(None);
        }

        if (value.Type == ParameterType.Bool)
        {
            return language.Of(value.ToBool() ? Yes : No);
        }

        var number = Number(meaning, value, language);
        return meaning.Unit == Unit.None ? number : $"{number} {meaning.Unit.Symbol}";
    }

    /// <summary>Digits after the decimal point that a number is shown with; of a whole number no more than its scale gives.</summary>
    public static int Digits(Meaning meaning)
    {
        ArgumentNullException.ThrowIfNull(meaning);
        var most = meaning.Type.IsFloatingPoint() ? MostDigits : meaning.Scale.Digits;
        return Math.Min(meaning.Precision ?? most, meaning.Type.IsFloatingPoint() ? int.MaxValue : most);
    }

    private static string Number(Meaning meaning, Value value, Language language)
    {
        if (value.Type.IsInteger() && meaning.Scale.IsNone)
        {
            return value.ToString();
        }

        var digits = Digits(meaning);
        var format = meaning.Precision is null ? "0." + new string('#', digits) : "F" + digits.ToString(CultureInfo.InvariantCulture);
        var text = meaning.Scale.Apply(value).ToString(format, CultureInfo.InvariantCulture);
        return language.DecimalSeparator == "." ? text : text.Replace(".", language.DecimalSeparator, StringComparison.Ordinal);
    }
}
