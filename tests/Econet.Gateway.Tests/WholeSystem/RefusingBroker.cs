using System.Net;
using System.Net.Sockets;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>Lets nobody in: bad user name or password, as MQTT 5 says it.</summary>
internal sealed class RefusingBroker : IDisposable
{
    private static readonly byte[] NotAuthorized = [0x20, 0x03, 0x00, 0x86, 0x00];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _refused;

    public RefusingBroker()
    {
        _listener.Start();
        _ = RefuseAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Refused => Volatile.Read(ref _refused);

    public void Dispose() => _listener.Dispose();

    private async Task RefuseAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                if (await stream.ReadAsync(new byte[4096]) > 0)
                {
                    await stream.WriteAsync(NotAuthorized);
                    Interlocked.Increment(ref _refused);
                }
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
