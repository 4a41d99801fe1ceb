using System.Net;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Econet.Gateway.Security;

/// <summary>
/// The places for connections: in all, so that descriptors are left for the bus and the store, and by address, so that one host can't take
/// them all. What is too much is closed at once. Kestrel's own limit does not count WebSockets.
/// </summary>
internal sealed partial class ConnectionPlaces(LimitOptions limits, IReadOnlyList<string> trustedProxies, int? descriptors, TimeProvider time, ILogger<ConnectionPlaces> logger)
{
    /// <summary>What a gateway with two systems has open besides, some 290, and as many again for what comes and goes.</summary>
    private const int Reserve = 448;

    /// <summary>Even where the system allows next to nothing, its owner gets in.</summary>
    private const int Fewest = 16;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _byAddress = [];
    private readonly ProxyList _proxies = new(trustedProxies);
    private int _taken;
    private long? _toldAt;

    /// <summary>How many there are.</summary>
    public int Most { get; } = Math.Min(limits.Connections, Math.Max(Fewest, (descriptors ?? int.MaxValue) - Reserve));

    /// <summary>Serves a connection, or closes it.</summary>
    public ConnectionDelegate Admit(ConnectionDelegate next) => async connection =>
    {
        var remote = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (!TryTake(remote))
        {
            connection.Abort(new ConnectionAbortedException("There are too many connections."));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Leave(remote);
        }
    };

    internal bool TryTake(IPAddress? remote)
    {
        var address = RequestSource.Of(remote);
        lock (_gate)
        {
            var held = _byAddress.GetValueOrDefault(address);
            var isUnlimited = remote is null || IPAddress.IsLoopback(remote) || _proxies.Contains(remote);
            if (_taken < Most && (isUnlimited || held < limits.ConnectionsPerAddress))
            {
                _taken++;
                _byAddress[address] = held + 1;
                return true;
            }

            if (_toldAt is not { } told || time.GetElapsedTime(told) > Quiet)
            {
                _toldAt = time.GetTimestamp();
                LogRefused(address, held, _taken, Most);
            }

            return false;
        }
    }

    internal void Leave(IPAddress? remote)
    {
        var address = RequestSource.Of(remote);
        lock (_gate)
        {
            _taken--;
            if (--_byAddress[address] == 0)
            {
                _byAddress.Remove(address);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "A connection from {Address} is refused: it has {Held}, and {Taken} of {Most} are taken. More of these are not logged for a minute")]
    private partial void LogRefused(string address, int held, int taken, int most);
}
