namespace Econet.Actors.NeaSmart;

/// <summary>What the parts of a NEA SMART device tell each other.</summary>
internal static class NeaSmartMessages
{
    /// <summary>To the server: the registers are what they were, so masters may come.</summary>
    public sealed record Serve : ILocalMessage
    {
        public static readonly Serve Instance = new();
    }

    /// <summary>To the registers: there is something to fetch from the bank.</summary>
    public sealed record News : ILocalMessage
    {
        public static readonly News Instance = new();
    }

    /// <summary>A server to itself: look whether the base can be understood.</summary>
    public sealed record Look : ILocalMessage
    {
        public static readonly Look Instance = new();

        public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    }
}
