using Microsoft.AspNetCore.Authorization;

namespace Econet.Gateway.Security;

/// <summary>What an endpoint takes of whoever asks. Every endpoint has exactly one of these.</summary>
internal static class Policies
{
    /// <summary>For everybody: probes of whoever runs the gateway, which have no key.</summary>
    public const string Public = "public";

    public const string Read = "read";
    public const string Write = "write";
    public const string Admin = "admin";

    public static void Add(AuthorizationOptions authorization)
    {
        authorization.AddPolicy(Public, policy => policy.RequireAssertion(_ => true));
        foreach (var (name, scope) in new[] { (Read, AccessScope.Read), (Write, AccessScope.Write), (Admin, AccessScope.Admin) })
        {
            authorization.AddPolicy(name, policy => policy.AddRequirements(new ScopeRequirement(scope)));
        }

        // Whoever may read learns that there is nothing at a path; an endpoint without a policy is for administrators.
        authorization.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new ScopeRequirement(null)).Build();
    }
}

/// <param name="Scope">Null for an endpoint without one.</param>
internal sealed record ScopeRequirement(AccessScope? Scope) : IAuthorizationRequirement;
