using System.Collections.Immutable;
using System.IO.Enumeration;
using System.Security.Claims;

namespace Econet.Gateway.Security;

/// <summary>What somebody may do, and with which devices and parameters.</summary>
/// <param name="Devices">The ids of the only devices; null for all.</param>
/// <param name="Parameters">
/// The only parameters, by key or name, or patterns of these with <c>*</c> and <c>?</c>, in capitals or not; null for all.
/// </param>
internal sealed record Grant(AccessScope Scope, ImmutableArray<string>? Devices = null, ImmutableArray<string>? Parameters = null)
{
    public const string ScopeClaim = "scope";
    public const string DeviceClaim = "device";
    public const string ParameterClaim = "parameter";

    /// <summary>Everything.</summary>
    public static Grant All { get; } = new(AccessScope.Admin);

    public bool IsForAllDevices => Devices is null;

    public bool IsForAllParameters => Parameters is null;

    /// <summary>Whether this scope is included. Devices come and go for all, so that an administrator is not limited to some.</summary>
    public bool Covers(AccessScope scope) => scope <= Scope && (scope < AccessScope.Admin || (IsForAllDevices && IsForAllParameters));

    public bool CoversDevice(string id) => Devices is not { } some || some.Contains(id, StringComparer.Ordinal);

    /// <param name="names">What the parameter is called: its key, its name.</param>
    public bool CoversParameter(params ReadOnlySpan<string> names)
    {
        if (Parameters is not { } some)
        {
            return true;
        }

        foreach (var name in names)
        {
            foreach (var pattern in some)
            {
                if (name.Length > 0 && FileSystemName.MatchesSimpleExpression(pattern, name))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <param name="key">The key of a parameter, which is its name, or <c>name@index</c> where several have that.</param>
    public bool CoversKey(string key) => CoversParameter(key, key.LastIndexOf('@') is > 0 and var at ? key[..at] : key);

    /// <summary>The grant in the claims of a request; null when they have no scope of ours.</summary>
    public static Grant? Of(ClaimsPrincipal user) => ScopeOf(user) is { } scope
        ? new Grant(scope, Values(user, DeviceClaim), Values(user, ParameterClaim))
        : null;

    public static string WordOf(AccessScope scope) => scope switch
    {
        AccessScope.Read => Policies.Read,
        AccessScope.Write => Policies.Write,
        _ => Policies.Admin,
    };

    public IEnumerable<Claim> ToClaims() =>
    [
        new Claim(ScopeClaim, WordOf(Scope)),
        .. (Devices ?? []).Select(device => new Claim(DeviceClaim, device)),
        .. (Parameters ?? []).Select(parameter => new Claim(ParameterClaim, parameter)),
    ];

    /// <summary>The highest one; a token lists its scopes with spaces between them (RFC 8693), some issuers as <c>scp</c>.</summary>
    private static AccessScope? ScopeOf(ClaimsPrincipal user)
    {
        string[] words = [.. user.FindAll(claim => claim.Type is ScopeClaim or "scp").SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        AccessScope?[] held = [.. Enum.GetValues<AccessScope>().Where(scope => words.Contains(WordOf(scope))).Cast<AccessScope?>()];
        return held.Max();
    }

    private static ImmutableArray<string>? Values(ClaimsPrincipal user, string type) =>
        user.FindAll(type).Select(claim => claim.Value).ToImmutableArray() is { Length: > 0 } some ? some : null;
}
