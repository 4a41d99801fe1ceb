using System.Collections.Immutable;

namespace Econet.Gateway.Security;

/// <summary>Where the keys are kept, those too that open nothing any more. For several threads.</summary>
internal interface IKeyStore
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>Changes whenever <see cref="Latest"/> would tell something else; null when that can't be told. Costs next to nothing.</summary>
    string? Stamp { get; }

    /// <summary>Why others may have changed the keys without this being known; null when it would be known.</summary>
    string? Trouble { get; }

    /// <summary>The keys as far as they are known without waiting.</summary>
    /// <exception cref="KeyStoreException">They can't be read, or are something else.</exception>
    ImmutableArray<ApiKey> Latest();

    /// <summary>The keys as they are now.</summary>
    /// <exception cref="KeyStoreException">They can't be read, or are something else.</exception>
    Task<ImmutableArray<ApiKey>> ReadAsync(CancellationToken cancellation);

    /// <summary>Puts other keys in the place of those there are; one process at a time, and all or nothing, also when the power fails.</summary>
    /// <param name="change">May refuse with an exception. When it returns what it was given, nothing is written.</param>
    /// <exception cref="KeyStoreException">They can't be read or written.</exception>
    Task ChangeAsync(Func<ImmutableArray<ApiKey>, ImmutableArray<ApiKey>> change, TimeProvider time, CancellationToken cancellation);
}

/// <summary>The keys can't be used; the message gives the reason.</summary>
internal sealed class KeyStoreException(string message) : Exception(message);
