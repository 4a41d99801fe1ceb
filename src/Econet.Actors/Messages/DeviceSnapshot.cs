using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Econet.Actors.Messages;

/// <summary>Everything that is known of a device at one moment; immutable.</summary>
/// <param name="Version">Grows with every change of the snapshot's content; unique within one run of the device.</param>
/// <param name="Alive">The device answered lately; an open port alone does not count.</param>
/// <param name="LastUpdate">When the device last answered with values.</param>
/// <param name="Parameters">By index, ascending.</param>
public sealed record DeviceSnapshot(
    string Device,
    long Version,
    DateTimeOffset Timestamp,
    bool Alive,
    DateTimeOffset? LastUpdate,
    ImmutableArray<ParameterValue> Parameters) : IDeviceReply
{
    /// <summary>What keeps the device from working as it should, the oldest first; empty when all is well.</summary>
    public ImmutableArray<Problem> Problems { get; init; } = [];

    /// <summary>The parameter with this name, <c>name@index</c> or index.</summary>
    /// <exception cref="EconetException">There is none, or several have that name.</exception>
    public ParameterValue this[string key]
    {
        get
        {
            if (TryGet(key, out var parameter))
            {
                return parameter;
            }

            string[] candidates = [.. Parameters.Where(p => p.Name == key).Select(p => p.Key)];
            throw candidates.Length == 0
                ? new EconetException(EconetError.NotFound, $"Parameter '{key}' not found")
                : new EconetException(EconetError.Ambiguous, $"Parameter '{key}' is ambiguous: use {string.Join(" or ", candidates)}", candidates);
        }
    }

    /// <summary>Finds a parameter by name, <c>name@index</c> or index; false when there is none, and when several have that name.</summary>
    public bool TryGet(string key, [MaybeNullWhen(false)] out ParameterValue parameter)
    {
        ArgumentNullException.ThrowIfNull(key);
        parameter = Parameters.FirstOrDefault(p => p.Key == key);
        if (parameter is null && int.TryParse(key.AsSpan(key.LastIndexOf('@') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            parameter = Parameters.FirstOrDefault(p => p.Index == index);
            parameter = key.Contains('@') && key != $"{parameter?.Name}@{index}" ? null : parameter;
        }

        return parameter is not null;
    }
}
