using System.Runtime.Versioning;
using Econet.Actors.Ports;

namespace Econet.Actors.Tests.Ports;

[Collection(PortTests.Name)]
[SupportedOSPlatform("linux")]
public sealed class NativeSerialLineTests : BusLineContract
{
    private protected override ILinePeer CreatePeer(TimeSpan? writeTimeout = null)
        => new TerminalPeer(path => new NativeSerialPort(new SerialSettings(path), writeTimeout ?? Patience.Long));
}

[Collection(PortTests.Name)]
[SupportedOSPlatform("linux")]
public sealed class SystemSerialLineTests : BusLineContract
{
    private protected override ILinePeer CreatePeer(TimeSpan? writeTimeout = null)
        => new TerminalPeer(path => new SystemSerialPort(new SerialSettings(path), writeTimeout ?? Patience.Long));
}

[SupportedOSPlatform("linux")]
internal sealed class TerminalPeer : ILinePeer
{
    private readonly PseudoTerminal _terminal = new();

    public TerminalPeer(Func<string, IBusPort> port) => Port = port(_terminal.Path);

    public IBusPort Port { get; }

    public Task<IBusLine> OpenAsync(IBusReceiver receiver) => Port.OpenAsync(receiver, CancellationToken.None);

    public Task WriteAsync(ReadOnlyMemory<byte> bytes) => _terminal.WriteAsync(bytes);

    public Task<byte[]> ReadAsync(int count) => _terminal.ReadAsync(count);

    public void Dispose() => _terminal.Dispose();
}
