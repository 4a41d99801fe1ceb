using System.Collections.Immutable;
using Econet.Actors.Devices;

namespace Econet.Actors.NeaSmart;

/// <summary>How the registers and the traffic are at the moment that it is asked: all parts share them, so none has to be asked.</summary>
internal sealed class RegistersStatus(RegisterBank bank, Traffic traffic) : IPartStatus
{
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections
    {
        get
        {
            var figures = bank.Figures();
            return ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty
                .Add("registers", ImmutableSortedDictionary<string, object?>.Empty
                    .Add("stored", figures.Stored)
                    .Add("in_sync", figures.InSync)
                    .Add("writes_waiting", figures.Offers)
                    .Add("bad_values", traffic.BadValues)
                    .Add("last_request", bank.HeardAt?.Time)
                    .Add("last_write", figures.LastWrite)
                    .Add("age_seconds", figures.Age is { } age ? Math.Round(age.TotalSeconds, 3) : null)
                    .Add("stale", figures.IsStale))
                .Add("traffic", ImmutableSortedDictionary<string, object?>.Empty
                    .Add("requests", traffic.Requests)
                    .Add("reads", figures.Reads)
                    .Add("writes", figures.Writes)
                    .Add("exceptions", traffic.Exceptions)
                    .Add("ignored_units", traffic.IgnoredUnits)
                    .Add("bad_streams", traffic.BadStreams)
                    .Add("crc_errors", traffic.CrcErrors)
                    .Add("skipped_bytes", traffic.SkippedBytes)
                    .Add("overtaken", traffic.Overtaken));
        }
    }
}
