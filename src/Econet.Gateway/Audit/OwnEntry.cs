namespace Econet.Gateway.Audit;

/// <summary>Marks endpoints of which the audit tells more than that they were asked: the write, or the key.</summary>
internal static class OwnEntry
{
    private static readonly Mark Marked = new();

    /// <summary>What it does is told by an entry of its own.</summary>
    public static RouteHandlerBuilder HasOwnAuditEntry(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(Marked);

    public static bool HasOwnAuditEntry(this Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<Mark>() is not null;

    private sealed class Mark;
}
