using System.Globalization;
using Akka.Actor;
using Akka.Cluster;

namespace Econet.Actors.Cluster.Region;

/// <summary>Nodes as their owners call them: <c>host:port</c>, as the others reach them.</summary>
internal static class NodeNames
{
    public static string Of(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    /// <summary>The node that an actor lives on.</summary>
    public static string Of(IActorRef actor, Akka.Cluster.Cluster cluster) =>
        Of(actor.Path.Address.HasLocalScope ? cluster.SelfAddress : actor.Path.Address);

    /// <summary>Whether the node takes part in the cluster, and answers.</summary>
    public static bool IsHere(string node, Akka.Cluster.Cluster cluster)
    {
        var state = cluster.State;
        return state.Members.Any(member =>
            member.Status is MemberStatus.Up or MemberStatus.WeaklyUp && !state.Unreachable.Contains(member) && Of(member.Address) == node);
    }
}
