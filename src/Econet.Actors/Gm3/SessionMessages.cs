namespace Econet.Actors.Gm3;

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

    public sealed record SilentLine
    {
        public static readonly SilentLine Instance = new();
    }

    public sealed record BeginUnbidden
    {
        public static readonly BeginUnbidden Instance = new();
    }
}
