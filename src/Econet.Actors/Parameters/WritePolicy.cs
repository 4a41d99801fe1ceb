
namespace Econet.Actors.Parameters;

/// <summary>The rules of a device's writes.</summary>
/// <param name="AcceptWithoutDisk">
/// Writes are accepted without waiting for their end also while they can't be recorded on the disk; their answer says so. False refuses them:
/// whoever is told that a write is accepted relies on it.
/// </param>
/// <param name="KeepsWrites">Writes are to be recorded on a disk; false keeps everything in memory only, by choice.</param>
internal sealed record WritePolicy(WriteBudget Budget, bool AcceptWithoutDisk = false, bool KeepsWrites = false)
{
    /// <summary>No write at all is made that can't be recorded: another node would not know of it.</summary>
    public bool RecordedOnly { get; init; }

    /// <summary>Whether a write may be made that can't be recorded.</summary>
    /// <param name="isPromised">It is called accepted before it has ended.</param>
    public bool MayMake(bool isPromised) => !RecordedOnly && (!isPromised || AcceptWithoutDisk);
}
