using Econet.Actors.Messages;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Serilog.Events;
using static Econet.Gateway.Tests.Support.FakeDevice;

namespace Econet.Gateway.Tests.Live;

/// <summary>
/// Clients that lose their connections at random. What each was told in all its connections, put together, has to be the feed: numbers
/// without a gap or a double, and every change from the value that the client had.
/// </summary>
public sealed class ResumeTests
{
    private const int Clients = 5;
    private const int Disconnects = 5000;
    private const int Seed = 20260122;

    [Theory]
    [InlineData(Transport.ServerSent)]
    [InlineData(Transport.WebSocket)]
    public async Task Clients_should_miss_nothing_and_get_nothing_twice_when_they_disconnect_at_random(Transport transport)
    {
        FakeDevice[] devices =
        [
            new("heatpump", [.. Enumerable.Range(0, 8).Select(i => Parameter(i, "P" + i, Value.Of(ParameterType.UInt32, 0)))]),
            new("attic", [.. Enumerable.Range(0, 3).Select(i => Parameter(i, "Q" + i, Value.Of(ParameterType.UInt32, 0)))]),
        ];
        await using var gateway = await TestGateway.StartAsync(devices);
        await EventClient.UntilKnownAsync(gateway, devices.Length);
        var house = new Publisher(devices);

        var clients = Enumerable.Range(0, Clients).Select(i => new Follower(gateway, transport, house, new Random(Seed + i))).ToArray();
        await Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(Disconnects / Clients))));
        Array.ForEach(devices, device => device.Change(0, Value.Of(ParameterType.UInt32, uint.MaxValue)));

        foreach (var client in clients)
        {
            await client.CatchUpAsync();
            Assert.Equal(
                devices.SelectMany(d => d.Snapshot.Parameters.Select(p => $"{d.Id}/{p.Key}={p.Value}")).Order(StringComparer.Ordinal),
                client.Values.Select(v => $"{v.Key}={v.Value}"));
            Assert.DoesNotContain(gateway.Log.Events, e => e.Level >= LogEventLevel.Warning);
        }
    }

    /// <summary>Makes things happen, mostly changes.</summary>
    private sealed class Publisher(FakeDevice[] devices)
    {
        private int _count;

        /// <summary>How much has happened at least.</summary>
        public int Count => Volatile.Read(ref _count);

        public void Publish(Random random)
        {
            var device = devices[random.Next(devices.Length)];
            _ = random.Next(20) switch
            {
                0 => device.Publish(new AlarmChanged(device.Id, new Alarm(0, 20, "Name", At.DateTime, null))),
                1 => device.Publish(new WriteChanged(device.Id, Job(random.Next()))),
                2 => device.Publish(new HealthChanged(device.Id, random.Next(2) == 0, [])),
                _ => device.Change(
                    random.Next(device.Snapshot.Parameters.Length), Value.Of(ParameterType.UInt32, random.Next()), (Quality)random.Next(3)),
            };
            Interlocked.Increment(ref _count);
        }
    }

    /// <summary>A client that knows nothing but what it is told.</summary>
    private sealed class Follower(TestGateway gateway, Transport transport, Publisher house, Random random)
    {
        private long? _last;
        private bool _isWhole;
        private int _events;

        public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

        public async Task RunAsync(int disconnects)
        {
            for (var i = 0; i < disconnects; i++)
            {
                for (var n = random.Next(4); n > 0; n--)
                {
                    house.Publish(random);
                }

                _isWhole &= random.Next(30) != 0;
                await (_isWhole ? ResumeAsync() : BeginAsync());
            }
        }

        public async Task CatchUpAsync()
        {
            await using var client = await EventClient.ConnectAsync(gateway, transport, _isWhole ? _last : null);
            while (!HasAll())
            {
                Take(await NextAsync(client));
            }
        }

        private async Task ResumeAsync()
        {
            await using var client = await EventClient.ConnectAsync(gateway, transport, _last);
            for (var wanted = random.Next(Math.Min(house.Count - _events, 60) + 1); wanted > 0; wanted--)
            {
                Take(await NextAsync(client));
                _events++;
            }
        }

        /// <summary>Sometimes it is cut off before it has the snapshots of all devices.</summary>
        private async Task BeginAsync()
        {
            await using var client = await EventClient.ConnectAsync(gateway, transport);
            for (var wanted = random.Next(1, 4); wanted > 0 && !_isWhole; wanted--)
            {
                Take(await NextAsync(client));
            }

            // At least what happens from now on will come.
            _events = house.Count;
        }

        /// <summary>A socket tells that it lives when a busy machine has nothing else for it.</summary>
        private static async Task<Message> NextAsync(EventClient client)
        {
            Message message;
            do
            {
                message = (await client.NextAsync())!;
            }
            while (message.Type == "heartbeat");
            return message;
        }

        private bool HasAll() =>
            Values.GetValueOrDefault("heatpump/P0") == "4294967295" && Values.GetValueOrDefault("attic/Q0") == "4294967295";

        private void Take(Message message)
        {
            var data = message.Data;
            var device = data.GetProperty("device").GetString();
            if (message.Type == "snapshot")
            {
                Assert.False(_isWhole);
                foreach (var parameter in data.GetProperty("parameters").EnumerateObject())
                {
                    Values[$"{device}/{parameter.Name}"] = parameter.Value.GetProperty("value").GetRawText();
                }

                _isWhole = message.Id is not null;
                _last = message.Id;
                return;
            }

            Assert.True(_isWhole);
            Assert.Equal(_last + 1, message.Id);
            Assert.Equal(message.Id, data.GetProperty("seq").GetInt64());
            _last = message.Id;
            if (message.Type == "change")
            {
                var key = $"{device}/{data.GetProperty("key").GetString()}";
                Assert.Equal(Values[key], data.GetProperty("old_value").GetRawText());
                Values[key] = data.GetProperty("value").GetRawText();
            }
        }
    }
}
