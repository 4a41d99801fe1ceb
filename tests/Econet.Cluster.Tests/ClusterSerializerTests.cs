using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Configuration;
using Econet.Actors.Cluster;
using Econet.Actors.Cluster.Fleet;
using Econet.Actors.Messages;

namespace Econet.Cluster.Tests;

public sealed class ClusterSerializerTests : IAsyncLifetime
{
    private static readonly CatalogEntry House = new(
        new DeviceSpec("house", "gm3", "/dev/ttyUSB0", JsonSerializer.Deserialize<JsonElement>("""{"baud":38400}""")) { Name = "House" }, "node1:4053", Number: 7);

    private static readonly DeviceSummary Summary = new(
        "house", "node1:4053", "running", Alive: true, At, 1870, [new Problem("no_token", "The panel grants no token", At)], At.AddMinutes(1), Number: 7);

    private static DateTimeOffset At => new(2026, 1, 22, 20, 55, 7, TimeSpan.Zero);

    private static readonly CatalogEntry Annexe = new(new DeviceSpec("annexe", "gm3", "tcp://10.0.0.5:4001"), null);

    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)ActorSystem.Create("wire");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public void Every_message_between_nodes_should_have_a_form_on_the_wire() => Assert.Equal(
        typeof(IClusterMessage).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IClusterMessage))).OrderBy(type => type.Name),
        ClusterSerializer.Types.OrderBy(type => type.Name));

    [Fact]
    public void Message_should_be_the_same_when_it_has_crossed()
    {
        Assert.True(House.IsSameAs(Crossed(House)));
        Assert.Equal(("House", 7), (Crossed(House).Spec.Name, Crossed(House).Number));
        var crossed = Crossed(Summary);
        Assert.True(Summary.IsLike(crossed) && (crossed.LastUpdate, crossed.ChangedAt) == (Summary.LastUpdate, Summary.ChangedAt));
        Assert.True(Annexe.IsSameAs(Crossed(Annexe)));
        var seed = Crossed(new Seed([House, Annexe]));
        Assert.True(seed.Entries[0].IsSameAs(House) && seed.Entries[1].IsSameAs(Annexe));
        Assert.True(House.IsSameAs(Crossed(new AddEntry(House)).Entry));
        Assert.Equal(new LeaveForGood(DeletesState: true), Crossed(new LeaveForGood(DeletesState: true)));
        Assert.Same(Seeded.Instance, Crossed(Seeded.Instance));
        Assert.Same(BeThere.Instance, Crossed(BeThere.Instance));
    }

    /// <summary>Of two bindings that fit, Akka takes either. One of the very type takes precedence over both.</summary>
    [Fact]
    public void Message_between_nodes_that_is_a_request_to_a_device_too_should_be_bound_itself()
    {
        var bindings = Embedded(typeof(ClusterSerializer), "cluster.conf").GetConfig("akka.actor.serialization-bindings");
        var both = ClusterSerializer.Types.Where(type => type.IsAssignableTo(typeof(IDeviceRequest))).ToArray();

        Assert.NotEmpty(both);
        Assert.All(both, type => Assert.Equal("econet-cluster", bindings.GetString($"\"{type.FullName}, Econet.Actors.Cluster\"")));
    }

    [Theory]
    [InlineData("c11", "0A686F75736506676D33182F6465762F74747955534230011C7B2262617564223A33383430307D010A486F75736501146E6F6465313A343035330E")]
    [InlineData("c6", "01")]
    public void Bytes_should_be_those_that_nodes_of_the_first_version_write_and_read(string manifest, string bytes)
    {
        var serializer = new ClusterSerializer(_system);

        var message = serializer.FromBinary(Convert.FromHexString(bytes), manifest);

        Assert.Equal((manifest, bytes), (serializer.Manifest(message), Convert.ToHexString(serializer.ToBinary(message))));
        Assert.True(message is LeaveForGood { DeletesState: true } || House.IsSameAs((CatalogEntry)message));
    }

    [Fact]
    public void Bytes_of_nodes_that_knew_no_names_should_be_read()
    {
        var bytes = Convert.FromHexString("0A686F75736506676D33182F6465762F74747955534230011C7B2262617564223A33383430307D01146E6F6465313A34303533");
        var serializer = new ClusterSerializer(_system);

        Assert.True(House.IsSameAs((CatalogEntry)serializer.FromBinary(bytes, "c1")));
        Assert.Null(((AddEntry)serializer.FromBinary(bytes, "c4")).Entry.Spec.Name);
        Assert.True(House.IsSameAs(Assert.Single(((Seed)serializer.FromBinary([2, .. bytes], "c2")).Entries)));
    }

    [Fact]
    public void Bytes_of_nodes_that_knew_no_numbers_should_be_read_and_be_of_any_device_with_the_id()
    {
        var serializer = new ClusterSerializer(_system);
        var former = (CatalogEntry)serializer.FromBinary(
            Convert.FromHexString("0A686F75736506676D33182F6465762F74747955534230011C7B2262617564223A33383430307D010A486F75736501146E6F6465313A34303533"), "c7");
        var table = new FleetTable();

        // All but the number, which comes last.
        table.Set((DeviceSummary)serializer.FromBinary(serializer.ToBinary(Summary)[..^1], "c10"));

        Assert.True(House.IsSameAs(former));
        Assert.NotNull(table.Find(House));
        table.Set(Summary);
        Assert.NotNull(table.Find(former));
    }

    [Fact]
    public void Summary_of_a_device_that_had_the_id_before_should_not_count()
    {
        var table = new FleetTable();
        table.Set(Summary);

        Assert.Same(Summary, table.Find(House));
        Assert.Null(table.Find(House with { Number = 8 }));
        Assert.False(Summary.IsLike(Summary with { Number = 8 }));
    }

    [Fact]
    public void Message_of_another_version_should_be_refused() =>
        Assert.Throws<SerializationException>(() => new ClusterSerializer(_system).FromBinary([], "c99"));

    private static Config Embedded(Type from, string name)
    {
        using var stream = from.Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private T Crossed<T>(T message)
        where T : notnull
    {
        var serializer = new ClusterSerializer(_system);
        return (T)serializer.FromBinary(serializer.ToBinary(message), serializer.Manifest(message));
    }
}
