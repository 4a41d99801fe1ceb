using System.Collections.Immutable;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Actors.Gm3.Work;

/// <summary>Reads value answers against what was asked for and what is known of the device, and counts those that it refuses.</summary>
internal sealed class ValueReader
{
    /// <summary>Value answers that were not taken, by reason.</summary>
    public ImmutableSortedDictionary<string, long> Refused { get; private set; } = ImmutableSortedDictionary<string, long>.Empty;

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
        var reason = fault != ValueAnswerFault.None ? fault.ToString().ToLowerInvariant()
            : first != asked.First || values.Length > asked.Count || values.Length == 0 ? "notasked"
            : !space.Flags.Fits(first, values) ? "flags"
            : null;
        if (reason is not null)
        {
            Refused = Refused.SetItem(reason, Refused.GetValueOrDefault(reason) + 1);
        }

        return reason is null;
    }
}
