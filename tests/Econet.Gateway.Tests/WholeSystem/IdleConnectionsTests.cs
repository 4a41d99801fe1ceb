using System.Net;
using System.Net.Sockets;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A gateway that the system lets have few files open, and somebody who opens connections and says nothing.</summary>
[Collection(Processes.Name)]
public sealed class IdleConnectionsTests : IDisposable
{
    private const int Descriptors = 1024;
    private const int Connections = 900;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactOnLinux]
    public async Task Idle_connections_should_leave_the_gateway_what_it_needs()
    {
        // Without a bus it has nothing else to do.
        await using var gateway = GatewayProcess.Start(
            _directory.Path, new Dictionary<string, string> { ["SERIAL_PORT"] = Path.Combine(_directory.Path, "none") }, descriptors: Descriptors);
        using var client = await gateway.ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await client.AskAsync("/health/live")).Status);
        var address = client.BaseAddress!;
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                var connection = new TcpClient();
                idle.Add(connection);
                try
                {
                    await connection.ConnectAsync(address.Host, address.Port);
                }
                catch (SocketException)
                {
                    // It was closed at once, as those beyond the last place are.
                }
            }

            // Those that it refuses are open until they are closed.
            await Expect.EventuallyAsync(() =>
            {
                Assert.True(gateway.IsRunning, gateway.Output);
                return Task.FromResult(Directory.EnumerateFileSystemEntries($"/proc/{gateway.Id}/fd").Count() <= Descriptors - 64);
            });
            // A loop that accepts in vain never rests; a start has work for some seconds.
            await Expect.EventuallyAsync(async () =>
            {
                var before = gateway.ProcessorTime;
                await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
                return gateway.ProcessorTime - before < TimeSpan.FromSeconds(0.4);
            });
            // The connection that was there goes on.
            Assert.Equal(HttpStatusCode.OK, (await client.AskAsync("/health/live")).Status);
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }

        using var later = new HttpClient { BaseAddress = address };
        await Expect.EventuallyAsync(async () =>
        {
            try
            {
                return (await later.AskAsync("/health/live")).Status == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                // The places are not free yet.
                return false;
            }
        });
    }
}
