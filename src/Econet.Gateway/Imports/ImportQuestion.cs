namespace Econet.Gateway.Imports;

/// <summary>How a file is to be understood.</summary>
/// <param name="Device">The device of names without one.</param>
/// <param name="Renamed">Names of the file and the keys that they mean; one with a slash is <c>device/key</c>.</param>
/// <param name="Zone">That of times without an offset; null when it was not said.</param>
/// <param name="Hold">For how long at most a value holds, when the next one comes later; null for what is usual.</param>
/// <param name="IsDry">Only tell what would come in.</param>
internal sealed record ImportQuestion(
    string Device, IReadOnlyDictionary<string, string> Renamed, TimeZoneInfo? Zone, TimeSpan? Hold, bool IsDry);

/// <summary>The file, or the gateway as it is, can't be used; the message tells the owner why.</summary>
internal sealed class ImportException(string message, RefusalCode code = RefusalCode.BadFile) : Exception(message)
{
    /// <summary>Whether the file is at fault, or the gateway.</summary>
    public RefusalCode Code => code;
}
