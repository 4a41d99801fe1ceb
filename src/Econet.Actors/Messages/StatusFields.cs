using System.Collections.Immutable;
using System.Globalization;

namespace Econet.Actors.Messages;

/// <summary>The fields of one section of a status. One that another version does not tell is as if it said nothing.</summary>
internal readonly struct StatusFields(ImmutableSortedDictionary<string, object?> fields)
{
    public bool Flag(string name) => Find<bool>(name) ?? false;

    public long Count(string name) =>
        fields.GetValueOrDefault(name) is IConvertible number and not string ? number.ToInt64(CultureInfo.InvariantCulture) : 0;

    public string? Text(string name) => fields.GetValueOrDefault(name) as string;

    public T? Find<T>(string name)
        where T : struct => fields.GetValueOrDefault(name) is T value ? value : null;

    public TimeSpan Milliseconds(string name) => TimeSpan.FromMilliseconds(Find<double>(name) ?? 0);

    /// <summary>A time, or the text of one in ISO 8601.</summary>
    public DateTimeOffset? Time(string name) => fields.GetValueOrDefault(name) switch
    {
        DateTimeOffset time => time,
        string text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => null,
    };
}
