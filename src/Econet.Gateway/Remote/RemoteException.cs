namespace Econet.Gateway.Remote;

/// <summary>A running gateway can't be asked, or refuses; the message is for people.</summary>
/// <param name="code">The exit code of the program.</param>
internal sealed class RemoteException(int code, string message) : Exception(message)
{
    /// <summary>It refuses, or does not have it.</summary>
    public const int Refused = 1;

    /// <summary>EX_UNAVAILABLE of sysexits.h: the gateway can't be reached.</summary>
    public const int Unreachable = 69;

    /// <summary>EX_NOPERM of sysexits.h: it wants a key, or another one.</summary>
    public const int NotAllowed = 77;

    public int Code => code;
}
