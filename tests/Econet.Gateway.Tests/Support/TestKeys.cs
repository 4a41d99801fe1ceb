using System.Collections.Immutable;
using Econet.Gateway.Security;

namespace Econet.Gateway.Tests.Support;

/// <summary>A directory with keys of every kind.</summary>
internal sealed class TestKeys : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly KeyFile _file;

    public TestKeys() => _file = new KeyFile(_directory.Path);

    public string Directory => _directory.Path;

    /// <summary>Makes one that is good for an hour.</summary>
    /// <returns>What a request has to show.</returns>
    public async Task<string> AddAsync(
        string name, AccessScope scope, string[]? devices = null, string[]? parameters = null, TimeSpan? lifetime = null, bool isRevoked = false)
    {
        var now = TimeProvider.System.GetUtcNow();
        var (key, secret) = ApiKey.Make(
            name, new Grant(scope, devices?.ToImmutableArray(), parameters?.ToImmutableArray()), now, now + (lifetime ?? TimeSpan.FromHours(1)));
        await _file.ChangeAsync(keys => keys.Add(isRevoked ? key with { RevokedAt = now } : key), TimeProvider.System, CancellationToken.None);
        return secret;
    }

    public Task RevokeAsync(string name) => _file.ChangeAsync(
        keys => [.. keys.Select(key => key.Name == name ? key with { RevokedAt = TimeProvider.System.GetUtcNow() } : key)], TimeProvider.System, CancellationToken.None);

    public void Dispose() => _directory.Dispose();
}
