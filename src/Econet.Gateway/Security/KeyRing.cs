using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Econet.Gateway.Security;

/// <summary>
/// The keys as they are now: what a command has changed counts from the next request on. Keys that can't be read any more change nothing; those that
/// could never be read open nothing. May be used from several threads.
/// </summary>
internal sealed class KeyRing(IKeyStore store, TimeProvider time)
{
    private readonly Lock _gate = new();
    private ImmutableArray<ApiKey> _keys = [];
    private string? _stamp;
    private string? _trouble;
    private bool _wereUsed;

    /// <summary>Why the keys can't be read; null when they can.</summary>
    public string? Trouble
    {
        get
        {
            _ = Current();
            return _trouble ?? store.Trouble;
        }
    }

    /// <summary>
    /// The owner has begun to use keys. It stays so when all of them are revoked or have expired: what was closed once does not open by itself.
    /// </summary>
    public bool AreUsed => !Current().IsEmpty || _trouble is not null || _wereUsed;

    /// <summary>The key with this secret, whether it still opens anything or not; null when there is none.</summary>
    public ApiKey? Find(string secret) => FindByHash(ApiKey.HashOf(secret));

    /// <inheritdoc cref="Find"/>
    public ApiKey? FindByHash(byte[] hash)
    {
        ApiKey? found = null;
        foreach (var key in Current())
        {
            // All of them, however soon one fits: how long it takes tells nothing.
            found = CryptographicOperations.FixedTimeEquals(key.Hash, hash) ? key : found;
        }

        return found;
    }

    /// <summary>Whether a key that was found still opens what it opened then.</summary>
    public bool IsStillGood(ApiKey key) =>
        key.IsActive(time.GetUtcNow()) && Current().Any(now => now.RevokedAt is null && now.Hash.AsSpan().SequenceEqual(key.Hash));

    private ImmutableArray<ApiKey> Current()
    {
        lock (_gate)
        {
            var stamp = store.Stamp;
            if (stamp is null || stamp != _stamp)
            {
                try
                {
                    _keys = store.Latest();
                    _trouble = _keys.IsEmpty && _wereUsed ? $"The list of keys in {store.Name} is gone or empty" : null;
                    _wereUsed |= !_keys.IsEmpty;
                    _stamp = stamp;
                }
                catch (KeyStoreException unusable)
                {
                    // Read again with the next request: what is wrong may be put right without a change.
                    (_trouble, _stamp) = (unusable.Message, null);
                }
            }

            return _keys;
        }
    }
}
