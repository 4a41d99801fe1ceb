using Akka.Actor;
using Econet.Actors.Devices;

namespace Econet.Actors.NeaSmart;

/// <summary>What the parts of a NEA SMART device tell each other.</summary>
internal static class NeaSmartMessages
{
    /// <summary>To the server: the registers are what they were, so masters may come.</summary>
    public sealed record Serve
    {
        public static readonly Serve Instance = new();
    }

    /// <summary>To the registers: tell the parameters what there is, they have started anew.</summary>
    public sealed record Introduce
    {
        public static readonly Introduce Instance = new();
    }

    /// <summary>To the registers: there is something to fetch from the bank.</summary>
    public sealed record News
    {
        public static readonly News Instance = new();
    }

    /// <summary>A server to itself: look whether the base can be understood.</summary>
    public sealed record Look
    {
        public static readonly Look Instance = new();

        public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    }

    /// <summary>From the registers to the device: so many words were not what their registers can mean.</summary>
    public sealed record BadValues(long Count);
}
