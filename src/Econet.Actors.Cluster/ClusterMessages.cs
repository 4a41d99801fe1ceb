using System.Collections.Immutable;
using Econet.Actors.Messages;

namespace Econet.Actors.Cluster;

/// <summary>What the nodes of a cluster say to each other about devices.</summary>
internal interface IClusterMessage;

/// <summary>A device of the cluster.</summary>
/// <param name="Node">The node, <c>host:port</c>, that alone has the device's port; null for one that every node can reach.</param>
/// <param name="Number">
/// No other device of the cluster has or had it, whatever its id: one that was removed and comes again has another. 0 until the catalog has taken the device, and
/// where a node of an older version tells of it.
/// </param>
internal sealed record CatalogEntry(DeviceSpec Spec, string? Node, long Number = 0) : IClusterMessage
{
    /// <summary>Whether it tells of the same device with the same settings: what it is called makes no difference.</summary>
    public bool IsSameAs(CatalogEntry other) =>
        Node == other.Node && Spec.Kind == other.Spec.Kind && Spec.Address == other.Spec.Address
        && Spec.Options?.GetRawText() == other.Spec.Options?.GetRawText();

    /// <summary>Whether a device with this number is this one; what an older node tells may be.</summary>
    public bool Has(long number) => Number == number || Number == 0 || number == 0;

    /// <summary>What no two devices can have: an address that every node has for itself counts once for each.</summary>
    public string? Line(string? line) => line is null || Node is null ? line : $"{line} of {Node}";
}

/// <summary>How a device is, in short: what every node knows of it without asking.</summary>
/// <param name="Owner">The node that it lives on, <c>host:port</c>.</param>
/// <param name="LastUpdate">When it last said something, as of a few minutes ago at worst.</param>
/// <param name="ChangedAt">Since when it is so, but for <paramref name="LastUpdate"/>.</param>
/// <param name="Number">As in <see cref="CatalogEntry"/>.</param>
internal sealed record DeviceSummary(
    string Device, string Owner, string State, bool Alive, DateTimeOffset? LastUpdate, int ParametersCount, ImmutableArray<Problem> Problems,
    DateTimeOffset ChangedAt, long Number) : IClusterMessage
{
    /// <summary>Whether people would say that nothing has changed.</summary>
    public bool IsLike(DeviceSummary other) =>
        (Owner, State, Alive, ParametersCount, Number) == (other.Owner, other.State, other.Alive, other.ParametersCount, other.Number)
        && Problems.SequenceEqual(other.Problems);
}

/// <summary>To the catalog: the configuration of a node has these. Answered with <see cref="Seeded"/>.</summary>
internal sealed record Seed(ImmutableArray<CatalogEntry> Entries) : IClusterMessage;

internal sealed record Seeded : IClusterMessage
{
    public static readonly Seeded Instance = new();
}

/// <summary>To the catalog: as <see cref="AddDevice"/>, with the node that has the port.</summary>
internal sealed record AddEntry(CatalogEntry Entry) : IClusterMessage;

/// <summary>To a device: be there. No answer.</summary>
internal sealed record BeThere : IClusterMessage, IDeviceRequest
{
    public static readonly BeThere Instance = new();
}

/// <summary>To a device that is in the catalog no more: leave the bus as its panel wants it, and end. Answered with <see cref="DeviceRemoved"/>.</summary>
internal sealed record LeaveForGood(bool DeletesState) : IClusterMessage, IDeviceRequest;
