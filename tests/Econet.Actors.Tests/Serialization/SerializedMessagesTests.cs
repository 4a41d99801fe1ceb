using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Hosting;
using Akka.Serialization;
using Econet.Actors.Gm3;
using Econet.Actors.Gm3.Thermostat;
using Econet.Actors.TestKit;

namespace Econet.Actors.Tests.Serialization;

/// <summary>Every message between actors is carried as if to another node, or says that it never leaves its process.</summary>
public sealed class SerializedMessagesTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Device_should_work_when_all_its_messages_are_serialized()
    {
        RefusingSerializer.Refused.Clear();
        await using var house = await House.StartAsync(new HouseSettings
        {
            Gm3 = new Gm3Options { Thermostat = new ThermostatOptions() },
            Akka = (akka, _) => akka.AddHocon(
                $$"""
                akka.actor {
                  serialize-messages = on
                  serializers.refusing = "{{typeof(RefusingSerializer).AssemblyQualifiedName}}"
                  serialization-bindings { "System.Object" = refusing }
                }
                """,
                HoconAddMode.Prepend),
        });
        var unlearned = await Record.ExceptionAsync(
            () => house.Until(30 * Second, s => s.Alive && s.Parameters.Length == house.Bus.ParameterCount));
        Assert.Empty(RefusingSerializer.Refused.Distinct());
        Assert.Null(unlearned);
        house.Time.Advance(30 * Second);

        var written = await house.Within(20 * Second, house.Device.WriteAsync("HDWTSetPoint", 47));
        Assert.True(written.Success, written.Message);
        Assert.Equal(47, (await house.Device.ReadAsync("HDWTSetPoint")).Value.ToDouble());
        Assert.Equal("running", (await house.Device.StatusAsync()).State);
        Assert.NotEmpty(await house.Device.WritesAsync());
        Assert.NotEmpty((await house.Device.AlarmsAsync()).Entries);
        house.Bus.Unplug(2 * Second);
        house.Time.Advance(60 * Second);
        await house.StopAsync();

        Assert.Empty(RefusingSerializer.Refused.Distinct());
    }
}

/// <summary>Hands over Akka's own messages as they are. All others that come here have no serializer: they are refused.</summary>
public sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly ConcurrentDictionary<long, object> Carried = [];
    private static long _last;

    public static ConcurrentBag<string> Refused { get; } = [];

    public override int Identifier => 36_999;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        var type = obj.GetType();
        if (type.Assembly != typeof(ActorSystem).Assembly)
        {
            Refused.Add(type.ToString());
            throw new SerializationException($"{type} has no serializer");
        }

        var number = Interlocked.Increment(ref _last);
        Carried[number] = obj;
        return BitConverter.GetBytes(number);
    }

    public override object FromBinary(byte[] bytes, Type type) =>
        Carried.TryRemove(BitConverter.ToInt64(bytes), out var message) ? message : throw new SerializationException("Nothing was serialized");
}
