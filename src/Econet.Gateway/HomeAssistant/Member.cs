using System.Globalization;
using System.Text.RegularExpressions;

namespace Econet.Gateway.HomeAssistant;

/// <summary>A member of a group with <c>each</c>: what <c>*</c> stands for, and <c>#</c> for one less when it is a number.</summary>
internal readonly partial record struct Member(string Text)
{
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '#');

    public string In(string pattern)
    {
        var text = pattern.Replace("*", Text, StringComparison.Ordinal);
        return int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? text.Replace("#", (number - 1).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            : text;
    }

    /// <summary>For a group without a title: <c>Base 1 zone 3</c> for <c>base1_zone3</c>.</summary>
    public string Title
    {
        get
        {
            var words = Digits().Replace(Text.Replace('_', ' '), " $0").Trim();
            return words.Length > 0 ? char.ToUpperInvariant(words[0]) + words[1..] : words;
        }
    }

    [GeneratedRegex("(?<=[a-z])[0-9]+")]
    private static partial Regex Digits();
}
