using Econet.Actors.Messages;

namespace Econet.Actors.Serialization;

/// <summary>What devices tell those who watch them.</summary>
internal static class EventCodecs
{
    public static IReadOnlyList<Codec> All { get; } =
    [
        Of<SnapshotTaken>("e1", (o, m) => Fields.Snapshot(o, m.Snapshot), (i, device) => new(device, Fields.Snapshot(i))),
        Of<ParameterChanged>(
            "e2",
            (o, m) =>
            {
                o.Text(m.Key);
                o.Int(m.Index);
                o.Value(m.Value);
                o.Value(m.OldValue);
                o.Int((int)m.Quality);
                o.Maybe(m.ReadAt, o.Time);
                o.Maybe(m.ChangedAt, o.Time);
            },
            (i, device) => new(
                device, i.Text(), i.Int32(), i.Value(), i.Value(), (Quality)i.Int(), i.MaybeValue(i.Time), i.MaybeValue(i.Time))),
        Of<WriteChanged>("e3", (o, m) => Fields.Job(o, m.Job), (i, device) => new(device, Fields.Job(i))),
        Of<HealthChanged>(
            "e4",
            (o, m) => { o.Bool(m.Alive); o.List(m.Problems, problem => Fields.Problem(o, problem)); },
            (i, device) => new(device, i.Bool(), i.List(() => Fields.Problem(i)))),
        Of<WatchEnded>("e5", (o, m) => o.Text(m.Reason), (i, device) => new(device, i.Text())),
        Of<AlarmChanged>("e6", (o, m) => Fields.Alarm(o, m.Alarm), (i, device) => new(device, Fields.Alarm(i))),
    ];

    /// <summary>Every event begins with its device and its number.</summary>
    private static Codec Of<T>(string manifest, Action<WireOutput, T> write, Func<WireInput, string, T> read)
        where T : DeviceEvent => Codec.Of(
            manifest,
            (output, message) =>
            {
                output.Text(message.Device);
                output.Int(message.Sequence);
                write(output, message);
            },
            input =>
            {
                var (device, sequence) = (input.Text(), input.Int());
                return read(input, device) with { Sequence = sequence };
            });
}
