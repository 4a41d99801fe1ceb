namespace Econet.Actors.Gm3.Session;

/// <summary>What the session tells itself, and what its device tells it.</summary>
internal static class SessionMessages
{
    public sealed record TickOver
    {
        public static readonly TickOver Instance = new();
    }

    public sealed record NothingStored
    {
        public static readonly NothingStored Instance = new();
    }

    /// <summary>Tell the parameters what there is: they have started anew.</summary>
    public sealed record Introduce
    {
        public static readonly Introduce Instance = new();
    }

    /// <summary>The moment has come that the session has something to do at.</summary>
    public sealed record TimeIsUp
    {
        public static readonly TimeIsUp Instance = new();
    }
}
