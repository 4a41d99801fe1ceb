using System.Text;
using Econet.Gateway.Security;
using Microsoft.Extensions.Time.Testing;

namespace Econet.Gateway.Tests.Security;

/// <summary>What every place promises that keys can be kept in.</summary>
public abstract class KeyStoreContract
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 22, 20, 0, 0, TimeSpan.Zero));

    /// <summary>As another process has it: always the same keys, none at first.</summary>
    private protected abstract IKeyStore Open();

    /// <summary>All that is kept.</summary>
    private protected abstract Task<string> KeptAsync();

    /// <summary>Waits for what a store does all the time to see what others have changed.</summary>
    private protected abstract Task LookAsync(IKeyStore store);

    private protected async Task Keys_should_come_back_as_they_were_made()
    {
        var secret = await AddAsync("kitchen", new Grant(AccessScope.Write, ["heatpump", "cottage"], ["HDW*"]), TimeSpan.FromDays(90));
        await AddAsync("küche", Grant.All, null);
        Assert.True(await KeyChanges.RevokeAsync(Open(), "KITCHEN", _time, CancellationToken.None));

        var keys = await Open().ReadAsync(CancellationToken.None);

        Assert.Equal(["kitchen", "küche"], keys.Select(key => key.Name));
        Assert.Equal(AccessScope.Write, keys[0].Grant.Scope);
        Assert.Equal(["heatpump", "cottage"], [.. keys[0].Grant.Devices!.Value]);
        Assert.Equal(["HDW*"], [.. keys[0].Grant.Parameters!.Value]);
        Assert.Equal(ApiKey.HashOf(secret), keys[0].Hash);
        Assert.Equal(
            (_time.GetUtcNow(), _time.GetUtcNow().AddDays(90), _time.GetUtcNow()), (keys[0].CreatedAt, keys[0].ExpiresAt!.Value, keys[0].RevokedAt!.Value));
        Assert.True(keys[1].Grant.IsForAllDevices && keys[1].Grant.IsForAllParameters);
        Assert.Equal((null, null), (keys[1].ExpiresAt, keys[1].RevokedAt));
    }

    private protected async Task Secrets_should_be_kept_as_hashes_only()
    {
        var secret = await AddAsync("kitchen", Grant.All, null);

        var kept = await KeptAsync();

        Assert.Contains(Convert.ToHexStringLower(ApiKey.HashOf(secret)), kept, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)), kept, StringComparison.Ordinal);
    }

    private protected async Task Keys_made_at_the_same_time_should_all_be_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => KeyChanges.AddAsync(
            Open(), $"key{i}", Grant.All, null, TimeProvider.System, CancellationToken.None))));

        Assert.Equal(8, (await Open().ReadAsync(CancellationToken.None)).Length);
    }

    private protected async Task Change_by_another_should_count()
    {
        var (store, secret) = (Open(), await AddAsync("kitchen", Grant.All, null));
        var ring = new KeyRing(store, _time);
        await LookAsync(store);
        var key = ring.Find(secret)!;
        Assert.True(ring.IsStillGood(key));

        await KeyChanges.RevokeAsync(Open(), "kitchen", _time, CancellationToken.None);
        await LookAsync(store);

        Assert.False(ring.IsStillGood(key));
        Assert.NotNull(ring.Find(secret)!.RevokedAt);
        Assert.True(ring.AreUsed);
        Assert.Null(ring.Trouble);
    }

    private protected async Task Own_change_should_count_at_once()
    {
        var store = Open();
        var ring = new KeyRing(store, _time);
        await LookAsync(store);
        Assert.False(ring.AreUsed);

        var (_, secret) = await KeyChanges.AddAsync(store, "kitchen", Grant.All, null, _time, CancellationToken.None);

        Assert.Equal("kitchen", ring.Find(secret!)!.Name);
    }

    private protected async Task Change_that_changes_nothing_should_not_be_written()
    {
        await AddAsync("kitchen", Grant.All, null);
        var kept = await KeptAsync();
        var store = Open();
        await LookAsync(store);
        var stamp = store.Stamp;

        Assert.False(await KeyChanges.RevokeAsync(store, "cellar", _time, CancellationToken.None));
        Assert.Null((await KeyChanges.AddAsync(store, "Kitchen", Grant.All, null, _time, CancellationToken.None)).Secret);
        await Assert.ThrowsAsync<NotSupportedException>(() => store.ChangeAsync(_ => throw new NotSupportedException(), _time, CancellationToken.None));

        Assert.Equal(stamp, store.Stamp);
        Assert.Equal(kept, await KeptAsync());
    }

    private protected async Task<string> AddAsync(string name, Grant grant, TimeSpan? lifetime) =>
        (await KeyChanges.AddAsync(Open(), name, grant, lifetime, _time, CancellationToken.None)).Secret!;
}
