using Econet.Actors.Messages;

namespace Econet.Actors.Parameters;

/// <summary>What a driver and its parameters tell the store of their device. <see cref="StoreHealth"/> comes unasked whenever it changes.</summary>
internal static class StoreMessages
{
    /// <summary>
    /// Answered with <see cref="Loaded"/>. To be asked again when the health comes to be on disk: a file that could not be read at
    /// first may hold more.
    /// </summary>
    public sealed record Load : ILocalMessage
    {
        public static readonly Load Instance = new();
    }

    public sealed record Loaded(StoredState State, StoreHealth Health) : ILocalMessage;

    /// <summary>Saved with the next flush.</summary>
    /// <param name="Content">Not to be changed any more.</param>
    /// <param name="AtOnce">Saved at once, and to survive a loss of power.</param>
    public sealed record SaveDocument(string Name, byte[] Content, bool AtOnce = false) : ILocalMessage;

    /// <summary>Saved with the next flush.</summary>
    public sealed record SaveValues(IReadOnlyCollection<StoredValue> Values) : ILocalMessage;

    /// <summary>All values told before are void, as they are when indices get another meaning. Saved with the next flush.</summary>
    public sealed record ClearValues : ILocalMessage
    {
        public static readonly ClearValues Instance = new();
    }

    /// <summary>
    /// Saved at once, with all that waits for the next flush, or when the disk can be used again. Answered with <see cref="WriteSaved"/> at once.
    /// </summary>
    public sealed record SaveWrite(WriteJob Job) : ILocalMessage;

    /// <param name="Problem">For people: why it is on no disk; null where that is wanted so.</param>
    public sealed record WriteSaved(long Id, Keeping Keeping, string? Problem = null) : ILocalMessage;

    /// <summary>How well a write is kept.</summary>
    public enum Keeping
    {
        /// <summary>It survives a loss of power.</summary>
        OnDisk,

        /// <summary>In memory, where nobody wants it kept any better.</summary>
        InMemory,

        /// <summary>In memory, because the disk can't be used.</summary>
        DiskFails,
    }
}
