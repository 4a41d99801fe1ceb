namespace Econet.Gateway.Security;

/// <summary>Makes and revokes API keys, for the commands and for the API.</summary>
internal static class KeyChanges
{
    /// <summary>Makes a key, in the place of one with its name that opens nothing any more.</summary>
    /// <param name="lifetime">Null until it is revoked.</param>
    /// <returns>The key and its secret, which is kept nowhere; no secret, and the key that has the name, when there is one.</returns>
    /// <exception cref="KeyStoreException">The keys can't be read or written.</exception>
    public static async Task<(ApiKey Key, string? Secret)> AddAsync(
        IKeyStore store, string name, Grant grant, TimeSpan? lifetime, TimeProvider time, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var (key, secret) = ApiKey.Make(name, grant, now, now + lifetime);
        ApiKey? taken = null;
        await store.ChangeAsync(
            keys => keys.FirstOrDefault(other => IsCalled(other, name)) switch
            {
                { } other when other.IsActive(now) => (taken = other, keys).keys,
                { } old => keys.Replace(old, key),
                null => keys.Add(key),
            },
            time,
            cancellation);
        return taken is null ? (key, secret) : (taken, null);
    }

    /// <summary>Makes a key invalid, at once and for good.</summary>
    /// <returns>Whether there is one with that name.</returns>
    /// <exception cref="KeyStoreException">The keys can't be read or written.</exception>
    public static async Task<bool> RevokeAsync(IKeyStore store, string name, TimeProvider time, CancellationToken cancellation)
    {
        var (now, isThere) = (time.GetUtcNow(), false);
        await store.ChangeAsync(
            keys =>
            {
                isThere = keys.Any(key => IsCalled(key, name));
                return keys.Any(IsToBeRevoked) ? [.. keys.Select(key => IsToBeRevoked(key) ? key with { RevokedAt = now } : key)] : keys;
            },
            time,
            cancellation);
        return isThere;

        bool IsToBeRevoked(ApiKey key) => IsCalled(key, name) && key.RevokedAt is null;
    }

    private static bool IsCalled(ApiKey key, string name) => key.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
