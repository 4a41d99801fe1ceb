using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.Authentication;

namespace Econet.Gateway.Security;

/// <summary>What whoever sends a request may do.</summary>
internal sealed class AccessRules(CurrentOptions current, Credentials credentials)
{
    private const string MakeAKey =
        "make an API key with 'Econet.Gateway keys add NAME --scope write' on the gateway's machine and send it as 'Authorization: Bearer KEY'";

    /// <summary>Why a request may not do what takes this scope, and what to do about it; null when it may.</summary>
    public async Task<Refusal?> WhyRefusedAsync(HttpContext http, AccessScope scope)
    {
        var auth = current.Value.Access.Auth;
        if (auth == ApiAuth.Off)
        {
            return null;
        }

        if (await http.AuthenticateAsync() is { Failure: { } failure })
        {
            // Whoever shows a key that opens nothing learns it at once, and not only with the first write.
            return new Refusal(failure.Message, RefusalCode.KeyInvalid);
        }

        if (http.User.Identity is { IsAuthenticated: true } identity)
        {
            var why = Grant.Of(http.User) is not { } grant ? "The token has no scope of this gateway: read, write or admin"
                : grant.Covers(scope) ? null
                : scope <= grant.Scope ? $"'{identity.Name}' is for some devices or parameters only; this takes an admin key without such limits"
                : $"'{identity.Name}' has the scope {Grant.WordOf(grant.Scope)}; this takes {Grant.WordOf(scope)}";
            return why is null ? null : new Refusal(why, RefusalCode.Forbidden);
        }

        var what = scope == AccessScope.Read && auth == ApiAuth.Writes ? null
            : credentials.AreUsed ? $"This takes an API key with the scope {Grant.WordOf(scope)}: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'"
            : RequestSource.IsLocal(http) ? null
            : $"The gateway has no API key yet, so only its own machine may {(scope == AccessScope.Read ? "read" : "change anything")}: {MakeAKey}, "
                + $"or set {AccessSettings.Auth.Name}=off if everybody on the network may";
        return what is null ? null : new Refusal(what, RefusalCode.KeyRequired);
    }
}
