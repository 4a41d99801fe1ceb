using System.Globalization;
using Econet.Actors;
using Econet.Actors.Cluster.State;
using Econet.Gateway.Audit;
using Econet.Gateway.Clustering;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;

namespace Econet.Gateway.Commands;

/// <summary>Makes, lists and revokes API keys.</summary>
internal static class KeyRuns
{
    /// <exception cref="KeyStoreException">The keys can't be read or written.</exception>
    public static Task<int> AddAsync(Request.AddKey request, Surroundings around) => UseAsync(request.Settings, around, async store =>
    {
        var (key, secret) = await KeyChanges.AddAsync(store, request.Name, request.Grant, request.Lifetime, around.Time, around.Stop);
        if (secret is null)
        {
            throw new ConfigurationException($"There is a key '{key.Name}' already; use another name, or revoke it first: keys revoke {key.Name}");
        }

        await AuditAsync(request.Settings, around, key.Name, $"added with the scope {Grant.WordOf(key.Grant.Scope)}");
        await around.Error.WriteLineAsync(
            $"The key '{key.Name}' was saved in {store.Name}. Keep what follows, it is not shown again. Send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
        // Alone on standard output, for scripts.
        await around.Out.WriteLineAsync(secret);
        return Cli.Ok;
    });

    /// <exception cref="KeyStoreException">The keys can't be read or written.</exception>
    public static Task<int> ListAsync(Request.ListKeys request, Surroundings around) => UseAsync(request.Settings, around, async store =>
    {
        var keys = await store.ReadAsync(around.Stop);
        if (keys.IsEmpty)
        {
            await around.Error.WriteLineAsync($"There is no key in {store.Name}; 'keys add NAME --scope write' makes one");
            return Cli.Ok;
        }

        var now = around.Time.GetUtcNow();
        string[][] rows =
        [
            ["NAME", "SCOPE", "STATE", "EXPIRES", "CREATED", "DEVICES", "PARAMETERS"],
            .. keys.Select(key => new[]
            {
                key.Name,
                Grant.WordOf(key.Grant.Scope),
                key.StateAt(now),
                key.ExpiresAt is { } end ? Day(end) : "never",
                Day(key.CreatedAt),
                key.Grant.Devices is { } devices ? string.Join(',', devices) : "all",
                key.Grant.Parameters is { } parameters ? string.Join(',', parameters) : "all",
            }),
        ];
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (var row in rows)
        {
            await around.Out.WriteLineAsync(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        return Cli.Ok;
    });

    /// <exception cref="KeyStoreException">The keys can't be read or written.</exception>
    public static Task<int> RevokeAsync(Request.RevokeKey request, Surroundings around) => UseAsync(request.Settings, around, async store =>
    {
        if (!await KeyChanges.RevokeAsync(store, request.Name, around.Time, around.Stop))
        {
            throw new ConfigurationException($"There is no key '{request.Name}' in {store.Name}; 'keys list' lists those there are");
        }

        await AuditAsync(request.Settings, around, request.Name, "revoked");
        await around.Error.WriteLineAsync($"The key '{request.Name}' was revoked; a running gateway refuses it from now on");
        return Cli.Ok;
    });

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>With the keys where a gateway with these settings has them.</summary>
    private static async Task<int> UseAsync(IReadOnlyDictionary<Setting, string> settings, Surroundings around, Func<IKeyStore, Task<int>> use)
    {
        var file = new KeyFile(StateDirectory(settings, around));
        if (ClusterSettings.From(SettingValues.Load(settings, around.Environment, around.Directory)) is not { } cluster)
        {
            return await use(file);
        }

        using var database = new SharedDatabase(cluster.Database, GatewayTables.Schema);
        using var table = new KeyTable(database, file);
        return await use(table);
    }

    private static string StateDirectory(IReadOnlyDictionary<Setting, string> settings, Surroundings around) =>
        Path.GetFullPath(SettingValues.Load(settings, around.Environment, around.Directory).Find(Settings.StateDirectory)!, around.Directory);

    /// <summary>What was done is done, whether or not the audit takes it.</summary>
    private static async Task AuditAsync(IReadOnlyDictionary<Setting, string> settings, Surroundings around, string key, string outcome)
    {
        try
        {
            var (files, now) = (AuditFiles.In(StateDirectory(settings, around)), around.Time.GetUtcNow());
            files.Append([new AuditEntry(now, AuditKinds.Key, Who: $"command line ({Environment.UserName})", Subject: key, Outcome: outcome)]);
            files.Flush(now);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await around.Error.WriteLineAsync($"It could not be put into the audit: {FailureReason.Of(refused)}");
        }
    }
}
