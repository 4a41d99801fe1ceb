using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using Econet.Actors.Messages;
using Econet.Actors.Serialization;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Serialization;

public sealed class EconetSerializerTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 22, 20, 55, 7, 120, TimeSpan.FromHours(1));
    private static readonly Guid Request = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    private static readonly Problem Problem = new(ProblemCode.LineSilent, "Nothing is heard: check the wiring", At);

    private static readonly ParameterDefinition Definition = new(
        103, "HDWTSetPoint", Unit.Celsius, ParameterType.UInt8, Writable: true, NonVolatile: true, new Limit.HeldBy(107), new Limit.Fixed(65.5), 1);

    private static readonly ParameterValue Parameter = new(
        Definition, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), Quality.Suspect, 35, 65.5, At, At.AddSeconds(-3));

    private static readonly WriteJob Job = new(
        1795419851339, "HDWTSetPoint", 103, Value.Of(ParameterType.UInt8, 47), Value.Of(ParameterType.UInt8, 45), "127.0.0.1", At,
        WriteStatus.Mismatch, At.AddSeconds(1), At.AddSeconds(2), "The device holds 46")
    {
        IsDurable = false, CorrelationId = "kitchen-1", Error = EconetError.Mismatch, RetryAt = At.AddHours(1),
    };

    private static readonly DeviceSnapshot Snapshot = new("house", 17, At, Alive: true, At.AddSeconds(-1), [Parameter, Parameter with { Value = "Küche", Min = null }])
    {
        Problems = [Problem],
    };

    private static readonly Alarm Alarm = new(2, 20, "No communication", new DateTime(2026, 1, 21, 7, 15, 0), new DateTime(2026, 1, 21, 7, 16, 0), EndUnknown: true, "14EA");

    private static readonly ThermostatStatus Thermostat = new(21.4f, 21.3f, IsStale: true, TimeSpan.FromSeconds(70), TimeSpan.FromMinutes(5), 20.5f, PairingState.Paired, 166);

    private readonly ActorSystem _system = ActorSystem.Create("wire", Configured());

    public static TheoryData<int> Places => [.. Enumerable.Range(0, Examples(ActorRefs.Nobody).Length)];

    public void Dispose() => _system.Dispose();

    [Theory]
    [MemberData(nameof(Places))]
    public void Message_should_arrive_as_it_was_sent(int place)
    {
        var message = Examples(_system.DeadLetters)[place];

        var arrived = Carry(message, out _);

        Assert.IsType(message.GetType(), arrived);
        AssertSame(message, arrived, message.GetType().Name);
    }

    [Fact]
    public void Every_public_message_should_have_a_form_on_the_wire()
    {
        var messages = typeof(IDeviceRequest).Assembly.GetTypes().Where(type => !type.IsAbstract && !type.IsInterface
            && (typeof(IRegionRequest).IsAssignableFrom(type) || typeof(IDeviceRequest).IsAssignableFrom(type) || typeof(IDeviceReply).IsAssignableFrom(type) || typeof(DeviceEvent).IsAssignableFrom(type)));

        Assert.Empty(messages.Except(EconetSerializer.Types));
    }

    [Fact]
    public void Every_property_of_every_message_should_be_tried_with_something_in_it()
    {
        var examples = Examples(_system.DeadLetters).ToLookup(example => example.GetType());

        Assert.DoesNotContain(EconetSerializer.Types, type => !examples.Contains(type));
        Assert.Empty(examples.SelectMany(of => Fields(of.Key).Where(field => of.All(example => IsDefault(field.GetValue(example))))));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Damaged_message_should_be_refused_without_harm(int place)
    {
        Carry(Examples(_system.DeadLetters)[place], out var bytes);
        var manifest = Manifest(Examples(_system.DeadLetters)[place]);
        var serializer = Serializer();

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.ThrowsAny<SerializationException>(() => serializer.FromBinary(bytes[..length], manifest));
        }

        var random = new Random(place);
        for (var i = 0; i < 500; i++)
        {
            var damaged = bytes.ToArray();
            if (damaged.Length > 0)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            // What still is such a message is taken; the transport's checksum is to tell.
            if (Record.Exception(() => serializer.FromBinary(damaged, manifest)) is { } error)
            {
                Assert.IsType<SerializationException>(error);
            }
        }
    }

    [Theory]
    [InlineData("q2", "1054656D705774687201808ECE1C")]
    [InlineData("q3", "1848445754536574506F696E74001031302E302E302E3201205BAD8F0FCBD99F46A16570867728950E")]
    [InlineData("r11", "0236506172616D657465722027656D2720697320616D626967756F7573040A656D4031340A656D403135")]
    [InlineData("e2", "0A686F757365041054656D705774687206070000C03F0700002040020180DCFAE290FEACDE11780180DCFAE290FEACDE1178")]
    public void Bytes_of_the_first_version_should_be_read_for_ever(string manifest, string hex)
    {
        var wanted = Examples(_system.DeadLetters).First(example => Manifest(example) == manifest);

        AssertSame(wanted, Serializer().FromBinary(Convert.FromHexString(hex), manifest), manifest);
        Carry(wanted, out var bytes);
        Assert.Equal(hex, Convert.ToHexString(bytes));
    }

    [Fact]
    public void Message_that_no_node_knows_should_be_refused_by_name() =>
        Assert.Contains("'q99'", Assert.Throws<SerializationException>(() => Serializer().FromBinary([], "q99")).Message, StringComparison.Ordinal);

    [Fact]
    public void Value_that_no_other_node_can_read_should_be_refused_by_its_type() => Assert.Contains(
        typeof(Version).FullName!,
        Assert.Throws<SerializationException>(() => Carry(new WriteParameter("A", new Version(1, 0)), out _)).Message,
        StringComparison.Ordinal);

    private static object[] Examples(IActorRef actor) =>
    [
        GetSnapshot.Instance,
        new GetParameter("TempWthr", TimeSpan.FromSeconds(3)),
        new GetParameter(""),
        .. new object?[] { null, true, "auto", (sbyte)-3, (byte)200, (short)-300, (ushort)60000, -5, 4_000_000_000u, long.MinValue, ulong.MaxValue, 1.5f, double.NaN, 0.1m }
            .Select(value => new WriteParameter("HDWTSetPoint", value, "10.0.0.2", AnswerWhenAccepted: true, Request)),
        new WriteParameter("Bits", new BitChanges(ImmutableDictionary<string, bool>.Empty.Add("summer", true).Add("auto", false))) { CorrelationId = "kitchen-1" },
        new WithdrawWrite("HDWTSetPoint", Request),
        new GetWrites(1795419851339),
        new GetWrites(),
        new WriteList([Job, new WriteJob(1, "", 0, Value.None, Value.None, "", default)]),
        new WatchDevice(actor),
        new UnwatchDevice(actor),
        GetAlarms.Instance,
        GetStatus.Instance,
        new AlarmList([Alarm, new Alarm(0, 8, null, null, null)], At),
        new AlarmList([], null),
        new SubmitTemperature(21.4f),
        PairThermostat.Instance,
        GetThermostat.Instance,
        new TemperatureSubmitted(Thermostat, TimeSpan.FromSeconds(61)),
        Thermostat,
        new ToDevice("house", new GetParameter("TempWthr")),
        new AddDevice(new DeviceSpec("house", "gm3", "tcp://10.0.0.9:4001", JsonDocument.Parse("""{"max_age":"00:00:30"}""").RootElement)),
        new AddDevice(new DeviceSpec("house", "gm3", "/dev/ttyUSB0") { Name = "House" }),
        new RemoveDevice("house", DeletesState: true),
        new DeviceAdded("house"),
        new DeviceRemoved("house"),
        new RequestFailed(EconetError.Ambiguous, "Parameter 'em' is ambiguous") { Candidates = ["em@14", "em@15"] },
        new RequestFailed(EconetError.NotFound, "Device 'attic' not found"),
        Snapshot,
        Parameter,
        .. Values().Select(value => Parameter with { Value = value }),
        new WriteResult("HDWTSetPoint", 103, Value.Of(ParameterType.UInt8, 45), 47.5, At, EconetError.BudgetSpent, "Spent", ["A@1", "A@2"]) { Job = Job, RetryAt = At },
        new WriteResult("None", null, Value.None, Value.None, At),
        new DeviceStatus("house", "gm3", "running", Alive: true, At, 1870, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty
            .Add("bus", ImmutableSortedDictionary<string, object?>.Empty.Add("address", 107).Add("connected", true).Add("at", At).Add("hold", TimeSpan.FromSeconds(1)).Add("none", null)))
        {
            Problems = [Problem],
        },
        new SnapshotTaken("house", Snapshot) { Sequence = 1 },
        new ParameterChanged("house", "TempWthr", 3, 1.5f, 2.5f, Quality.Stale, At, At) { Sequence = 2 },
        new WriteChanged("house", Job) { Sequence = 3 },
        new HealthChanged("house", Alive: true, [Problem]) { Sequence = 4 },
        new WatchEnded("house", "The parameters start anew") { Sequence = 5 },
        new AlarmChanged("house", Alarm) { Sequence = 6 },
    ];

    private static IEnumerable<Value> Values() =>
        [Value.None, "", "Zähler °C", true, Value.Of(ParameterType.Int8, -128), Value.Of(ulong.MaxValue), Value.Of(long.MinValue), float.NaN, -0.0, 1e300];

    /// <summary>What a message is made with. What it reckons from that does not cross.</summary>
    private static IEnumerable<PropertyInfo> Fields(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite || type.GetConstructors().Any(
            made => made.GetParameters().Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase))));

    private static bool IsDefault(object? value) => value switch
    {
        null or "" or false => true,
        Value known => known.IsNone,
        ICollection many => many.Count == 0,
        ValueType plain => plain.Equals(Activator.CreateInstance(plain.GetType())),
        _ => false,
    };

    private static void AssertSame(object? expected, object? actual, string where)
    {
        switch (expected)
        {
            case Value value:
                Assert.True(value == (Value)actual! && value.Type == ((Value)actual).Type, $"{where}: {value}, {actual}");
                break;
            case JsonElement json:
                Assert.Equal(json.GetRawText(), ((JsonElement)actual!).GetRawText());
                break;
            case IEnumerable many and not string:
                var (left, right) = (many.Cast<object?>().ToList(), ((IEnumerable)actual!).Cast<object?>().ToList());
                Assert.True(left.Count == right.Count, where);
                for (var i = 0; i < left.Count; i++)
                {
                    AssertSame(left[i], right[i], $"{where}[{i}]");
                }

                break;
            case not null when expected is not Enum && expected.GetType() is { IsPrimitive: false, Namespace: { } space }
                && (space.StartsWith("Econet", StringComparison.Ordinal) || expected.GetType().Name.StartsWith("KeyValuePair", StringComparison.Ordinal)) && expected is not Unit:
                Assert.IsType(expected.GetType(), actual);
                foreach (var field in Fields(expected.GetType()))
                {
                    AssertSame(field.GetValue(expected), field.GetValue(actual), $"{where}.{field.Name}");
                }

                break;
            default:
                Assert.True(Equals(expected, actual), $"{where}: {expected}, {actual}");
                break;
        }
    }

    private static Config Configured()
    {
        using var stream = typeof(EconetSerializer).Assembly.GetManifestResourceStream("econet.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private EconetSerializer Serializer() => (EconetSerializer)_system.Serialization.FindSerializerFor(Parameter);

    private string Manifest(object message) => Akka.Serialization.Serialization.ManifestFor(Serializer(), message);

    private object Carry(object message, out byte[] bytes)
    {
        var serializer = Assert.IsType<EconetSerializer>(_system.Serialization.FindSerializerFor(message));
        bytes = serializer.ToBinary(message);
        return serializer.FromBinary(bytes, serializer.Manifest(message));
    }
}
