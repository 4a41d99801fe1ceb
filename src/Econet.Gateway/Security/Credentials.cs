namespace Econet.Gateway.Security;

/// <summary>Whether the owner has set up any way to show who one is.</summary>
internal sealed class Credentials(KeyRing keys)
{
    /// <summary>Whoever shows nothing is then a stranger, also on this machine.</summary>
    public bool AreUsed => keys.AreUsed;
}
