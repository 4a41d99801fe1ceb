using Akka.Actor;
using Econet.Actors.Serialization;

namespace Econet.Actors.Cluster;

/// <summary>Carries what the nodes of a cluster say to each other about devices.</summary>
public sealed class ClusterSerializer(ExtendedActorSystem system) : CodecSerializer(system, Codecs)
{
    private static readonly CodecTable Codecs = new(
    [
        Codec.Of<CatalogEntry>("c1", Entry, Entry),
        Codec.Of<Seed>("c2", (o, m) => o.List(m.Entries, entry => Entry(o, entry)), i => new([.. i.List(() => Entry(i))])),
        Codec.Of("c3", Seeded.Instance),
        Codec.Of<AddEntry>("c4", (o, m) => Entry(o, m.Entry), i => new(Entry(i))),
        Codec.Of("c5", BeThere.Instance),
        Codec.Of<LeaveForGood>("c6", (o, m) => o.Bool(m.DeletesState), i => new(i.Bool())),
    ]);

    /// <summary>Stands in each message on the wire; it never changes.</summary>
    public override int Identifier => 36_013;

    internal static IEnumerable<Type> Types => Codecs.Types;

    private static void Entry(WireOutput output, CatalogEntry entry)
    {
        RequestCodecs.Spec(output, entry.Spec);
        output.Maybe(entry.Node, output.Text);
    }

    private static CatalogEntry Entry(WireInput input) => new(RequestCodecs.Spec(input), input.Maybe(input.Text));
}
