using Econet.Gm3;

namespace Econet.Gateway.Listening;

/// <summary>Why bytes were skipped, in words.</summary>
internal static class SkipWords
{
    public static string Of(SkipReason reason) => reason switch
    {
        SkipReason.Noise => "no frame begins there",
        SkipReason.BadLength => "impossible length",
        SkipReason.BadEnd => "no end of a frame where it should be",
        SkipReason.BadChecksum => "wrong checksum",
        SkipReason.Truncated => "a frame that breaks off",
        _ => "unknown reason",
    };

    /// <summary>For programs.</summary>
    public static string Code(SkipReason reason) => reason switch
    {
        SkipReason.Noise => "noise",
        SkipReason.BadLength => "bad_length",
        SkipReason.BadEnd => "bad_end",
        SkipReason.BadChecksum => "bad_checksum",
        SkipReason.Truncated => "truncated",
        _ => "unknown",
    };
}
