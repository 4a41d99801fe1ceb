namespace Econet.Gateway.Security;

/// <summary>What a key is good for; each scope includes those before it.</summary>
internal enum AccessScope
{
    /// <summary>Values, state and events.</summary>
    Read,

    /// <summary>Also writes of values and settings of devices.</summary>
    Write,

    /// <summary>Also adding and removing devices, the audit, and the log.</summary>
    Admin,
}
