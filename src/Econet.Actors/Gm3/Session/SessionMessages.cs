namespace Econet.Actors.Gm3.Session;

/// <summary>What the session tells itself.</summary>
internal static class SessionMessages
{
    public sealed record TickOver : ILocalMessage
    {
        public static readonly TickOver Instance = new();
    }

    public sealed record NothingStored : ILocalMessage
    {
        public static readonly NothingStored Instance = new();
    }

    /// <summary>The moment has come that the session has something to do at.</summary>
    public sealed record TimeIsUp : ILocalMessage
    {
        public static readonly TimeIsUp Instance = new();
    }
}
