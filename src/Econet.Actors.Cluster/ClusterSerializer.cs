using Akka.Actor;
using Econet.Actors.Serialization;

namespace Econet.Actors.Cluster;

/// <summary>Carries what the nodes of a cluster say to each other about devices.</summary>
public sealed class ClusterSerializer(ExtendedActorSystem system) : CodecSerializer(system, Codecs)
{
    private static readonly CodecTable Codecs = new(
    [
        Codec.Former<CatalogEntry>("c1", FormerEntry),
        Codec.Former<Seed>("c2", i => new([.. i.List(() => FormerEntry(i))])),
        Codec.Of("c3", Seeded.Instance),
        Codec.Former<AddEntry>("c4", i => new(FormerEntry(i))),
        Codec.Of("c5", BeThere.Instance),
        Codec.Of<LeaveForGood>("c6", (o, m) => o.Bool(m.DeletesState), i => new(i.Bool())),
        Codec.Former<CatalogEntry>("c7", UnnumberedEntry),
        // What is not in the catalog yet has no number.
        Codec.Of<Seed>("c8", (o, m) => o.List(m.Entries, entry => UnnumberedEntry(o, entry)), i => new([.. i.List(() => UnnumberedEntry(i))])),
        Codec.Of<AddEntry>("c9", (o, m) => UnnumberedEntry(o, m.Entry), i => new(UnnumberedEntry(i))),
        Codec.Former<DeviceSummary>("c10", UnnumberedSummary),
        Codec.Of<CatalogEntry>("c11", Entry, Entry),
        Codec.Of<DeviceSummary>("c12", Summary, Summary),
    ]);

    /// <summary>Stands in each message on the wire; it never changes.</summary>
    public override int Identifier => 36_013;

    internal static IEnumerable<Type> Types => Codecs.Types;

    private static void Entry(WireOutput output, CatalogEntry entry)
    {
        UnnumberedEntry(output, entry);
        output.Int(entry.Number);
    }

    private static CatalogEntry Entry(WireInput input) => UnnumberedEntry(input) with { Number = input.Int() };

    private static void UnnumberedEntry(WireOutput output, CatalogEntry entry)
    {
        RequestCodecs.Spec(output, entry.Spec);
        output.Maybe(entry.Node, output.Text);
    }

    private static void Summary(WireOutput output, DeviceSummary summary)
    {
        output.Text(summary.Device);
        output.Text(summary.Owner);
        output.Text(summary.State);
        output.Bool(summary.Alive);
        output.Maybe(summary.LastUpdate, output.Time);
        output.Int(summary.ParametersCount);
        output.List(summary.Problems, problem => Fields.Problem(output, problem));
        output.Time(summary.ChangedAt);
        output.Int(summary.Number);
    }

    private static DeviceSummary Summary(WireInput input) => UnnumberedSummary(input) with { Number = input.Int() };

    private static DeviceSummary UnnumberedSummary(WireInput input) => new(
        input.Text(), input.Text(), input.Text(), input.Bool(), input.MaybeValue(input.Time), input.Int32(), input.List(() => Fields.Problem(input)), input.Time(), Number: 0);

    private static CatalogEntry FormerEntry(WireInput input) => new(RequestCodecs.FormerSpec(input), input.Maybe(input.Text));

    private static CatalogEntry UnnumberedEntry(WireInput input) => new(RequestCodecs.Spec(input), input.Maybe(input.Text));
}
