using Akka.Actor;

namespace Econet.Actors.Serialization;

/// <summary>
/// Carries the public messages of devices between the nodes of a cluster, in a small binary form. All else stays within a process.
/// </summary>
public sealed class EconetSerializer(ExtendedActorSystem system) : CodecSerializer(system, Codecs)
{
    private static readonly CodecTable Codecs = new([.. RequestCodecs.All, .. ReplyCodecs.All, .. EventCodecs.All]);

    /// <summary>Stands in each message on the wire; it never changes.</summary>
    public override int Identifier => 36_012;

    internal static IEnumerable<Type> Types => Codecs.Types;
}
