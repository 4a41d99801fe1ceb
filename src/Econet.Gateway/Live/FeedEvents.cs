using Econet.Actors.Messages;

namespace Econet.Gateway.Live;

/// <summary>Makes events of the feed.</summary>
internal static class FeedEvents
{
    /// <param name="view">The device as of this event.</param>
    /// <param name="at">When it came, as <see cref="TimeProvider.GetTimestamp"/> counts.</param>
    public static FeedEvent Of(DeviceEvent happened, DeviceView view, long sequence, long at)
    {
        var device = happened.Device;
        return happened switch
        {
            ParameterChanged c => new FeedEvent(
                sequence, FeedKind.Change, device, at, FeedJson.Change(c), view.NamesOf(c.Index, c.Key), c.Quality),
            WriteChanged w => new FeedEvent(
                sequence, FeedKind.Write, device, at, FeedJson.Write(device, w.Job), view.NamesOf(w.Job.Index, w.Job.Key)),
            AlarmChanged a => new FeedEvent(sequence, FeedKind.Alarm, device, at, FeedJson.Alarm(device, a.Alarm)),
            HealthChanged h => new FeedEvent(sequence, FeedKind.Health, device, at, FeedJson.Health(h)),
            SnapshotTaken s => new FeedEvent(sequence, FeedKind.Snapshot, device, at, default) { Snapshot = new FeedSnapshot(s.Snapshot) },
            _ => throw new NotSupportedException($"The feed does not know {happened.GetType().Name}"),
        };
    }

    public static FeedEvent Removed(string device, long sequence, long at) => new(sequence, FeedKind.Removed, device, at, FeedJson.Removed(device));
}
