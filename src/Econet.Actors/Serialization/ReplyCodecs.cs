using System.Collections.Immutable;
using Econet.Actors.Messages;

namespace Econet.Actors.Serialization;

/// <summary>What devices, and their region, answer.</summary>
internal static class ReplyCodecs
{
    public static IReadOnlyList<Codec> All { get; } =
    [
        Codec.Of<DeviceSnapshot>("r1", Fields.Snapshot, Fields.Snapshot),
        Codec.Of<ParameterValue>("r2", Fields.Parameter, Fields.Parameter),
        Codec.Of<WriteResult>("r3", Write, Result),
        Codec.Of<WriteList>("r4", (o, m) => o.List(m.Jobs, job => Fields.Job(o, job)), i => new(i.List(() => Fields.Job(i)))),
        Codec.Of<AlarmList>(
            "r5",
            (o, m) => { o.List(m.Entries, alarm => Fields.Alarm(o, alarm)); o.Maybe(m.ReadAt, o.Time); },
            i => new(i.List(() => Fields.Alarm(i)), i.MaybeValue(i.Time))),
        Codec.Of<DeviceStatus>("r6", Write, Status),
        Codec.Of<ThermostatStatus>("r7", Write, Thermostat),
        Codec.Of<TemperatureSubmitted>(
            "r8",
            (o, m) => { Write(o, m.Status); o.Maybe(m.PreviousAge, o.Span); },
            i => new(Thermostat(i), i.MaybeValue(i.Span))),
        Codec.Of<DeviceAdded>("r9", (o, m) => o.Text(m.Id), i => new(i.Text())),
        Codec.Of<DeviceRemoved>("r10", (o, m) => o.Text(m.Id), i => new(i.Text())),
        Codec.Of<RequestFailed>(
            "r11",
            (o, m) => { o.Int((int)m.Error); o.Text(m.Message); o.List(m.Candidates, o.Text); },
            i => new((EconetError)i.Int(), i.Text()) { Candidates = i.List(i.Text) }),
    ];

    private static void Write(WireOutput output, WriteResult result)
    {
        output.Text(result.Key);
        output.Maybe(result.Index, index => output.Int(index));
        output.Value(result.OldValue);
        output.Value(result.NewValue);
        output.Time(result.Timestamp);
        output.Maybe(result.Error, error => output.Int((int)error));
        output.Maybe(result.Message, output.Text);
        output.Maybe(result.Candidates, candidates => output.List(candidates, output.Text));
        output.Maybe(result.Job, job => Fields.Job(output, job));
        output.Maybe(result.RetryAt, output.Time);
    }

    private static WriteResult Result(WireInput input) => new(
        input.Text(),
        input.MaybeValue(input.Int32),
        input.Value(),
        input.Value(),
        input.Time(),
        input.MaybeValue(() => (EconetError)input.Int()),
        input.Maybe(input.Text),
        input.MaybeValue(() => input.List(input.Text)))
    {
        Job = input.Maybe(() => Fields.Job(input)),
        RetryAt = input.MaybeValue(input.Time),
    };

    private static void Write(WireOutput output, DeviceStatus status)
    {
        output.Text(status.Device);
        output.Text(status.Kind);
        output.Text(status.State);
        output.Bool(status.Alive);
        output.Maybe(status.LastUpdate, output.Time);
        output.Int(status.ParametersCount);
        output.List(status.Sections, section =>
        {
            output.Text(section.Key);
            output.List(section.Value, entry =>
            {
                output.Text(entry.Key);
                output.Plain(entry.Value);
            });
        });
        output.List(status.Problems, problem => Fields.Problem(output, problem));
    }

    private static DeviceStatus Status(WireInput input) => new(
        input.Text(),
        input.Text(),
        input.Text(),
        input.Bool(),
        input.MaybeValue(input.Time),
        input.Int32(),
        input.List(() => KeyValuePair.Create(
            input.Text(), input.List(() => KeyValuePair.Create(input.Text(), input.Plain())).ToImmutableSortedDictionary())).ToImmutableSortedDictionary())
    {
        Problems = input.List(() => Fields.Problem(input)),
    };

    private static void Write(WireOutput output, ThermostatStatus status)
    {
        output.Maybe(status.Temperature, temperature => output.Double(temperature));
        output.Double(status.EffectiveTemperature);
        output.Bool(status.IsStale);
        output.Maybe(status.Age, output.Span);
        output.Span(status.MaxAge);
        output.Double(status.Fallback);
        output.Int((int)status.Pairing);
        output.Maybe(status.Address, address => output.Int(address));
    }

    private static ThermostatStatus Thermostat(WireInput input) => new(
        input.MaybeValue(() => (float)input.Double()),
        (float)input.Double(),
        input.Bool(),
        input.MaybeValue(input.Span),
        input.Span(),
        (float)input.Double(),
        (PairingState)input.Int(),
        input.MaybeValue(() => (ushort)input.Int()));
}
