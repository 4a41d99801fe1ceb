namespace Econet.Gateway.Hosting;

/// <summary>
/// The terminal that the gateway was started from. A terminal that closes sends the signal that tells a service to read its settings again.
/// </summary>
internal sealed class Terminal
{
    private readonly bool _wasThere = IsThere();

    /// <summary>There was one, and it is closed.</summary>
    public bool IsGone => _wasThere && !IsThere();

    /// <summary>Whoever has no terminal can't open this.</summary>
    private static bool IsThere()
    {
        try
        {
            using var terminal = File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return true;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }
}
