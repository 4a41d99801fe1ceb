using System.Text.Json;
using Econet.Actors.Messages;

namespace Econet.Actors.Serialization;

/// <summary>What is asked of devices, and of their region.</summary>
internal static class RequestCodecs
{
    public static IReadOnlyList<Codec> All { get; } =
    [
        Codec.Of("q1", GetSnapshot.Instance),
        Codec.Of<GetParameter>(
            "q2",
            (o, m) => { o.Text(m.Key); o.Maybe(m.MaxAge, o.Span); },
            i => new(i.Text(), i.MaybeValue(i.Span))),
        Codec.Of<WriteParameter>(
            "q3",
            (o, m) => { o.Text(m.Key); o.Plain(m.Value); o.Text(m.Origin); o.BoolAnd(m.AnswerWhenAccepted, m.CorrelationId); o.Guid(m.Request); },
            i =>
            {
                var (key, value, origin, (answerWhenAccepted, correlation)) = (i.Text(), i.Plain(), i.Text(), i.BoolAnd());
                return new(key, value, origin, answerWhenAccepted, i.Guid()) { CorrelationId = correlation };
            }),
        Codec.Of<WithdrawWrite>("q4", (o, m) => { o.Text(m.Key); o.Guid(m.Request); }, i => new(i.Text(), i.Guid())),
        Codec.Of<GetWrites>("q5", (o, m) => o.Maybe(m.Id, o.Int), i => new(i.MaybeValue(i.Int))),
        Codec.Of<WatchDevice>("q6", (o, m) => o.Actor(m.Watcher), i => new(i.Actor())),
        Codec.Of<UnwatchDevice>("q7", (o, m) => o.Actor(m.Watcher), i => new(i.Actor())),
        Codec.Of("q8", GetAlarms.Instance),
        Codec.Of("q9", GetStatus.Instance),
        Codec.Of<SubmitTemperature>("q10", (o, m) => o.Double(m.Temperature), i => new((float)i.Double())),
        Codec.Of("q11", PairThermostat.Instance),
        Codec.Of("q12", GetThermostat.Instance),
        Codec.Of<ToDevice>(
            "q13", (o, m) => { o.Text(m.Device); Nested.Write(o, m.Message); }, i => new(i.Text(), (IDeviceRequest)Nested.Read(i))),
        Codec.Former<AddDevice>("q14", i => new(FormerSpec(i))),
        Codec.Of<RemoveDevice>("q15", (o, m) => { o.Text(m.Id); o.Bool(m.DeletesState); }, i => new(i.Text(), i.Bool())),
        Codec.Of<AddDevice>("q16", (o, m) => Spec(o, m.Spec), i => new(Spec(i))),
    ];

    internal static void Spec(WireOutput output, DeviceSpec spec)
    {
        output.Text(spec.Id);
        output.Text(spec.Kind);
        output.Text(spec.Address);
        output.Maybe(spec.Options, options => output.Text(options.GetRawText()));
        output.Maybe(spec.Name, output.Text);
    }

    internal static DeviceSpec Spec(WireInput input) => FormerSpec(input) with { Name = input.Maybe(input.Text) };

    /// <summary>Of nodes that knew no names.</summary>
    internal static DeviceSpec FormerSpec(WireInput input) =>
        new(input.Text(), input.Text(), input.Text(), input.MaybeValue(() => Json(input.Text())));

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>A message inside another one, by whatever serializer it has.</summary>
    private static class Nested
    {
        public static void Write(WireOutput output, object message)
        {
            var serializer = output.System.Serialization.FindSerializerFor(message);
            output.Int(serializer.Identifier);
            output.Text(Akka.Serialization.Serialization.ManifestFor(serializer, message));
            output.Bytes(serializer.ToBinary(message));
        }

        public static object Read(WireInput input)
        {
            var (serializer, manifest) = ((int)input.Int(), input.Text());
            return input.System.Serialization.Deserialize(input.Bytes(), serializer, manifest);
        }
    }
}
