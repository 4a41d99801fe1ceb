namespace Econet.Actors.Cluster.Region;

/// <summary>To a device: it goes on at another node, or the cluster ends.</summary>
internal sealed record HandOff : ILocalMessage
{
    public static readonly HandOff Instance = new();
}
