using System.Collections.Immutable;
using System.Net;
using Econet.Actors.Devices;

namespace Econet.Actors.NeaSmart;

/// <summary>How the server for the base is.</summary>
/// <param name="Kind"><c>tcp</c> or <c>rtu</c>.</param>
/// <param name="Begins">What it still does before masters can come, as in a device's state; null when they can.</param>
/// <param name="Tcp">What a server for TCP has beyond that.</param>
internal sealed record ServerStatus(string Kind, string? Begins, bool Listening, string EndPoint, string Units, TcpFigures? Tcp = null) : IPartStatus
{
    public const string Starting = "starting";

    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>> Sections
    {
        get
        {
            var section = ImmutableSortedDictionary<string, object?>.Empty
                .Add("kind", Kind)
                .Add("listening", Listening)
                .Add("endpoint", EndPoint)
                .Add("units", Units);
            return ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object?>>.Empty.Add("server", Tcp is not { } tcp ? section : section
                .Add("port", tcp.Port)
                .Add("connections", tcp.Connections)
                .Add("accepted", tcp.Accepted)
                .Add("refused", tcp.Refused));
        }
    }

    /// <param name="bound">Where it listens; null while it does not.</param>
    public static ServerStatus OfTcp(NeaSmartServer.Tcp at, IReadOnlyList<byte> units, IPEndPoint? bound, TcpFigures figures) => new(
        "tcp", bound is null ? Starting : null, bound is not null, (bound ?? new IPEndPoint(at.Address, at.Port)).ToString(), string.Join(", ", units),
        figures with { Port = bound?.Port });

    /// <param name="begins">See <see cref="Begins"/>.</param>
    public static ServerStatus OfRtu(NeaSmartServer.Rtu at, IReadOnlyList<byte> units, string? begins) =>
        new("rtu", begins, begins is null, at.Port.Name, string.Join(", ", units));

    /// <summary>The server is not there, or is about to begin.</summary>
    public static ServerStatus None(NeaSmartServer server, IReadOnlyList<byte> units) => server switch
    {
        NeaSmartServer.Tcp tcp => OfTcp(tcp, units, null, new TcpFigures()),
        NeaSmartServer.Rtu rtu => OfRtu(rtu, units, Starting),
        _ => throw new ArgumentException($"{server} is not a server.", nameof(server)),
    };
}

/// <param name="Port">Where it listens; null while it does not.</param>
/// <param name="Connections">Masters that are connected.</param>
/// <param name="Accepted">Masters that ever connected.</param>
/// <param name="Refused">Masters that were too many.</param>
internal sealed record TcpFigures(int? Port = null, int Connections = 0, long Accepted = 0, long Refused = 0);
