using System.Text.Json;
using Econet.Actors;
using Econet.Gateway.Backups;
using Econet.Gateway.Configuration;
using Econet.Gateway.Remote;

namespace Econet.Gateway.Commands;

/// <summary>Saves what a gateway knows and is set to, and brings it back.</summary>
internal static class BackupRuns
{
    /// <summary>The most that one request writes.</summary>
    private const int Together = 100;

    public static async Task<int> RunAsync(Request.Backup request, Surroundings around)
    {
        var archive = new BackupArchive();
        if (request.Gateway.Url is null)
        {
            AddFiles(archive, around);
        }

        RemoteException? away = null;
        try
        {
            using var gateway = Remotes.Connect(request.Gateway, around);
            foreach (var device in (await gateway.GetAsync("api/devices", around.Stop)).GetProperty("devices").EnumerateArray())
            {
                var id = device.GetProperty("device").GetString()!;
                archive.AddParameters(id, await SnapshotAsync(gateway, id, around.Stop));
            }
        }
        catch (RemoteException failed) when (request.Gateway.Url is null)
        {
            away = failed;
        }

        archive.Write(Path.Combine(around.Directory, request.File), TimeProvider.System);
        var files = archive.Under(BackupArchive.Configuration).Concat(archive.Under(BackupArchive.State)).ToList();
        await around.Out.WriteLineAsync($"{request.File}: {(files.Count == 0 ? "no files" : string.Join(", ", files))}");
        foreach (var device in archive.Devices)
        {
            await around.Out.WriteLineAsync($"{request.File}: {archive.ParametersOf(device).Count} writable parameters of {device}");
        }

        if (away is not null)
        {
            await around.Error.WriteLineAsync($"The values of parameters are not in it. {away.Message}");
            return Cli.Failed;
        }

        return Cli.Ok;
    }

    public static async Task<int> RunAsync(Request.Restore request, Surroundings around)
    {
        var archive = BackupArchive.Read(Path.Combine(around.Directory, request.File));
        return request.Files ? await RestoreFilesAsync(request, archive, around) : await RestoreParametersAsync(request, archive, around);
    }

    public static async Task<int> RunAsync(Request.Diff request, Surroundings around)
    {
        var before = BackupArchive.Read(Path.Combine(around.Directory, request.Before));
        var after = request.After is { } file ? BackupArchive.Read(Path.Combine(around.Directory, file)) : null;
        var differs = false;
        foreach (var device in DevicesOf(before, request.Gateway))
        {
            var now = after is not null
                ? after.Devices.Contains(device) ? after.ParametersOf(device) : []
                : await NowAsync(request.Gateway, device, around);
            var differences = SnapshotDifference.Between(before.ParametersOf(device), now, []);
            differs |= differences.Count > 0;
            await TellAsync(device, differences, around);
        }

        return differs ? Cli.Failed : Cli.Ok;
    }

    private static void AddFiles(BackupArchive archive, Surroundings around)
    {
        try
        {
            var values = SettingValues.Load(new Dictionary<Setting, string>(), around.Environment, around.Directory);
            if (values.File() is { } configuration)
            {
                archive.Add(BackupArchive.Configuration, Path.GetFileName(configuration), File.ReadAllBytes(configuration));
            }

            foreach (var file in StateCopy.FilesIn(GatewayOptions.From(values).StateDirectory))
            {
                archive.Add(BackupArchive.State, Path.GetFileName(file), StateCopy.Read(file));
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{FailureReason.Of(failed)}; run it as root, or as the user whom the gateway runs as");
        }
    }

    private static async Task<int> RestoreFilesAsync(Request.Restore request, BackupArchive archive, Surroundings around)
    {
        using (var gateway = Remotes.Connect(request.Gateway, around))
        {
            if (await AnswersAsync(gateway, around.Stop))
            {
                throw new BackupException($"The gateway at {gateway.Place} is running; stop it first: sudo systemctl stop econet-gateway");
            }
        }

        var values = SettingValues.Load(new Dictionary<Setting, string>(), around.Environment, around.Directory);
        var configuration = values.File()
            ?? Path.Combine(around.Directory, archive.Under(BackupArchive.Configuration).FirstOrDefault("config.yaml"));
        var files = BackupFiles.Different(archive, configuration, GatewayOptions.From(values).StateDirectory);
        foreach (var file in files)
        {
            await around.Out.WriteLineAsync($"{file.Path}: {(file.IsNew ? "new" : $"differs; the one that is there is kept as {Path.GetFileName(file.Path)}{BackupFiles.PutAside}")}");
        }

        if (files.Count == 0)
        {
            await around.Out.WriteLineAsync("Nothing differs.");
            return Cli.Ok;
        }

        if (!request.Yes && !await Confirmation.AskAsync("Restore these files?", around))
        {
            await around.Error.WriteLineAsync("Nothing was restored; --yes restores without asking");
            return Cli.Failed;
        }

        foreach (var file in files)
        {
            BackupFiles.Restore(file);
        }

        await around.Out.WriteLineAsync($"{files.Count} files were restored");
        return Cli.Ok;
    }

    private static async Task<int> RestoreParametersAsync(Request.Restore request, BackupArchive archive, Surroundings around)
    {
        var isWhole = true;
        foreach (var device in DevicesOf(archive, request.Gateway))
        {
            // What has no value in the backup, or is not there any more, can't be written.
            var differences = SnapshotDifference.Between(await NowAsync(request.Gateway, device, around), archive.ParametersOf(device), request.Only)
                .Where(difference => difference is { Before: not null, After: { Value.ValueKind: not JsonValueKind.Null, Quality: not "absent" } }).ToList();
            await TellAsync(device, differences, around);
            if (differences.Count == 0)
            {
                continue;
            }

            if (!request.Yes && !await Confirmation.AskAsync($"Write these {differences.Count} values to {device}?", around))
            {
                await around.Error.WriteLineAsync($"Nothing was written to {device}; --yes writes without asking, --only selects parameters");
                isWhole = false;
                continue;
            }

            isWhole &= await WriteAsync(request.Gateway with { Device = device }, differences, around);
        }

        return isWhole ? Cli.Ok : Cli.Failed;
    }

    private static async Task<bool> WriteAsync(RemoteGateway at, List<SnapshotDifference> differences, Surroundings around)
    {
        using var gateway = Remotes.Connect(at, around);
        var written = 0;
        foreach (var some in differences.Chunk(Together))
        {
            var body = JsonSerializer.Serialize(some.ToDictionary(difference => difference.Key, difference => difference.After!.Value));
            var answer = await gateway.PostAsync(gateway.OfDevice("parameters"), body, around.Stop);
            foreach (var result in answer.GetProperty("results").EnumerateObject())
            {
                if (result.Value.GetProperty("success").GetBoolean())
                {
                    written++;
                }
                else
                {
                    var reason = result.Value.TryGetProperty("error", out var error) ? error.ToString() : "it was not written";
                    await around.Error.WriteLineAsync(Printable.Of($"{result.Name}: {reason}"));
                }
            }

            await around.Out.WriteLineAsync($"{written} of {differences.Count} values were written to {at.Device}");
        }

        return written == differences.Count;
    }

    /// <exception cref="BackupException">It has no such device.</exception>
    private static IEnumerable<string> DevicesOf(BackupArchive archive, RemoteGateway at) => at.Device is null ? archive.Devices
        : archive.Devices.Contains(at.Device) ? [at.Device]
        : throw new BackupException($"There is no device {at.Device} in the backup, but {string.Join(", ", archive.Devices)}");

    private static async Task<IReadOnlyList<RemoteValue>> NowAsync(RemoteGateway at, string device, Surroundings around)
    {
        using var gateway = Remotes.Connect(at, around);
        return RemoteValue.AllOf(await SnapshotAsync(gateway, device, around.Stop));
    }

    private static Task<JsonElement> SnapshotAsync(GatewayClient gateway, string device, CancellationToken stop) =>
        gateway.GetAsync($"api/devices/{Uri.EscapeDataString(device)}/parameters?view=readable&writable=true&stale=allow", stop);

    private static async Task<bool> AnswersAsync(GatewayClient gateway, CancellationToken stop)
    {
        try
        {
            _ = await gateway.GetAsync("health/live", stop);
            return true;
        }
        catch (RemoteException away)
        {
            return away.Code != RemoteException.Unreachable;
        }
    }

    private static async Task TellAsync(string device, IReadOnlyList<SnapshotDifference> differences, Surroundings around)
    {
        await around.Out.WriteLineAsync(differences.Count == 0 ? $"{device}: nothing differs" : $"{device}: {differences.Count} parameters differ");
        foreach (var line in Columns.Of([.. differences.Select(difference => difference.Row)]))
        {
            await around.Out.WriteLineAsync($"  {line}");
        }
    }
}
