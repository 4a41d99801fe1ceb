using System.Collections.Immutable;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>Reads value answers against what was asked for and what is known of the device, and counts those that it refuses.</summary>
internal sealed class ValueReader
{
    private ImmutableSortedDictionary<string, long> _refused = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Value answers that were not taken, by reason.</summary>
    public ImmutableSortedDictionary<string, long> Refused => _refused;

    /// <summary>
    /// Only an answer that comes out exactly, begins where it was asked to, holds no more than was asked, and repeats the flags of the
    /// structures is taken; any other is discarded whole.
    /// </summary>
    public bool TryRead(DeviceSpace space, Frame answer, ParameterSelection asked, out FlaggedValue[] values)
    {
        values = [];
        if (answer.Command != Command.GetParamsAnswer)
        {
            return false;
        }

        var fault = ValueAnswer.Parse(answer.Data.Span, space.Parameters.Types, out var first, out values);
        var reason = fault != ValueAnswerFault.None ? fault.ToString()
            : first != asked.First || values.Length > asked.Count || values.Length == 0 ? "NotAsked"
            : !space.Flags.Fits(first, values) ? "Flags"
            : null;
        if (reason is not null)
        {
            _refused = _refused.SetItem(reason, _refused.GetValueOrDefault(reason) + 1);
        }

        return reason is null;
    }
}
