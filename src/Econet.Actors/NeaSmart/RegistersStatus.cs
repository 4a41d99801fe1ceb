using System.Collections.Immutable;
using Econet.Actors.Messages;

namespace Econet.Actors.NeaSmart;

/// <summary>What the status tells of registers and traffic.</summary>
internal static class RegistersStatus
{
    /// <param name="badValues">Words that their registers can't mean.</param>
    public static DeviceStatus Add(DeviceStatus status, RegisterBank bank, Traffic traffic, long badValues)
    {
        var figures = bank.Figures();
        return status with
        {
            Alive = bank.IsAlive,
            Sections = status.Sections
                .Add("registers", ImmutableSortedDictionary<string, object?>.Empty
                    .Add("stored", figures.Stored)
                    .Add("in_sync", figures.InSync)
                    .Add("writes_waiting", figures.Offers)
                    .Add("bad_values", badValues)
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
                    .Add("overtaken", traffic.Overtaken)),
        };
    }
}
