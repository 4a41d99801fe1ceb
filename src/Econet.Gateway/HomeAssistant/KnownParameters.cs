using System.Collections.Immutable;
using System.Globalization;
using Econet.Actors.Messages;

namespace Econet.Gateway.HomeAssistant;

/// <summary>A snapshot, by the names that the table uses.</summary>
internal sealed class KnownParameters
{
    private readonly Dictionary<string, ParameterValue> _byName = [];
    private readonly Dictionary<int, ParameterValue> _byIndex = [];

    public KnownParameters(DeviceSnapshot snapshot)
    {
        foreach (var parameter in snapshot.Parameters)
        {
            _byIndex[parameter.Index] = parameter;
            if (!_byName.TryGetValue(parameter.Name, out var other) || parameter.Definition.Space < other.Definition.Space)
            {
                _byName[parameter.Name] = parameter;
            }
        }
    }

    /// <summary>By name or index. Of several with one name the first of the lowest space is meant.</summary>
    public ParameterValue? Find(string reference) =>
        _byName.GetValueOrDefault(reference)
        ?? (int.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? _byIndex.GetValueOrDefault(index) : null);

    /// <summary>The first one that there is.</summary>
    public ParameterValue? First(ImmutableArray<string> references)
    {
        foreach (var reference in references)
        {
            if (Find(reference) is { } parameter)
            {
                return parameter;
            }
        }

        return null;
    }

    public ParameterValue? Role(EntityRow row, string role) => row.Roles.TryGetValue(role, out var references) ? First(references) : null;

    /// <summary>A parameter's text; null when it is none, or not known.</summary>
    public string? Text(string reference) =>
        Find(reference) is { Value: { IsNone: false } value } && value.ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>A role's number; null when it has none.</summary>
    public double? Number(EntityRow row, string role) => Role(row, role) is { } parameter ? Number(parameter) : null;

    public static double? Number(ParameterValue parameter) =>
        parameter.Value.IsNone || parameter.Type == Values.ParameterType.String ? null : parameter.Value.ToDouble();
}
