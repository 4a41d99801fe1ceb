using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Econet.Actors.Vocabulary;

/// <summary>
/// The places in names and texts. <c>{n}</c> and <c>{m}</c> catch numbers, and <c>{n+1}</c> shows the next one, for devices that count from 0;
/// <c>{day}</c> and <c>{half}</c> catch a day of the week and a half of it.
/// </summary>
internal static partial class Placeholders
{
    /// <summary>What the title of a part calls its number.</summary>
    public const string Number = "n";

    private const string OtherNumber = "m";

    public const string Next = "n+1";

    private const string Day = "day";

    /// <summary>What <c>{day}</c> and <c>{half}</c> catch, and the text that stands for it. Every one of these texts is translated.</summary>
    public static FrozenDictionary<string, FrozenDictionary<string, string>> Words { get; } =
        new Dictionary<string, FrozenDictionary<string, string>>
        {
            [Day] = Days(name => name).Concat(Days(name => name[..2])).ToFrozenDictionary(),
            ["half"] = new Dictionary<string, string> { ["AM"] = "until noon", ["PM"] = "from noon" }.ToFrozenDictionary(),
        }.ToFrozenDictionary();

    /// <summary>Those that catch something in a name.</summary>
    public static IEnumerable<string> InNames => [Number, OtherNumber, .. Words.Keys];

    /// <summary>The names of the places in a text, without braces.</summary>
    public static IEnumerable<string> In(string template) => Place().Matches(template).Select(match => match.Groups[1].Value);

    public static string Fill(string template, Func<string, string> argument) =>
        template.Contains('{', StringComparison.Ordinal) ? Place().Replace(template, match => argument(match.Groups[1].Value)) : template;

    /// <summary>The expression that names of a pattern match. Only <see cref="Number"/> and <see cref="Words"/> may be in it.</summary>
    public static Regex Expression(string pattern)
    {
        var expression = new StringBuilder("^");
        var at = 0;
        foreach (var place in Place().Matches(pattern).Cast<Match>())
        {
            expression.Append(Regex.Escape(pattern[at..place.Index]));
            var name = place.Groups[1].Value;
            expression.Append(IsNumber(name) ? $"(?<{name}>[0-9]{{1,4}})" : $"(?<{name}>{string.Join('|', Words[name].Keys.OrderByDescending(word => word.Length))})");
            at = place.Index + place.Length;
        }

        expression.Append(Regex.Escape(pattern[at..])).Append('$');
        return new Regex(expression.ToString(), RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
    }

    /// <summary>What stands in the places of texts, of what a pattern has caught.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Arguments(Match match)
    {
        foreach (var group in match.Groups.Cast<Group>().Where(group => group.Success && group.Name != "0"))
        {
            yield return new(group.Name, IsNumber(group.Name) ? group.Value : Words[group.Name][group.Value]);
            if (group.Name == Number)
            {
                yield return new(Next, (int.Parse(group.Value, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static bool IsNumber(string name) => name is Number or OtherNumber;

    private static Dictionary<string, string> Days(Func<string, string> shorten) =>
        Enum.GetNames<DayOfWeek>().ToDictionary(shorten, name => name);

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Place();
}
