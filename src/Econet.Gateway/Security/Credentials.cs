using Econet.Gateway.Configuration;

namespace Econet.Gateway.Security;

/// <summary>Whether the owner has set up any way to show who one is.</summary>
internal sealed class Credentials(KeyRing keys, CurrentOptions current)
{
    /// <summary>Whoever shows nothing is then a stranger, also on this machine.</summary>
    public bool AreUsed => keys.AreUsed || current.Value.Access.Jwt is not null;
}
