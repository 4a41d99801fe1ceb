using System.Globalization;
using Econet.Actors;
using Econet.Gateway.Backups;
using Econet.Gateway.Configuration;
using Econet.Gateway.Remote;
using Econet.Gateway.Support;

namespace Econet.Gateway.Commands;

/// <summary>Collects what somebody needs who is to find out why a gateway does not work, whether it runs or not.</summary>
internal static class SupportRun
{
    public static async Task<int> RunAsync(Request.SupportBundle request, Surroundings around)
    {
        var (values, wrong) = Load(around);
        var key = Remotes.KeyOf(request.Gateway, around);
        var bundle = new SupportBundle(new Redaction(
        [
            .. values is null ? [] : Redaction.SecretsOf(values), .. Redaction.SecretsIn(around.Environment), .. Redaction.SecretsIn(FileText(around)), key,
        ]));
        bundle.AddAbout(TimeProvider.System, around.SerialPorts());
        bundle.AddSettings(values, wrong);
        if (values?.Find(Settings.StateDirectory) is { } state)
        {
            bundle.AddState(state);
        }

        await AskAsync(request.Gateway, bundle, around);
        bundle.Add(SupportBundle.Log, await LogAsync(request.Log ?? LogFileOf(values), around));
        var file = request.File ?? string.Create(CultureInfo.InvariantCulture, $"econet-support-{TimeProvider.System.GetLocalNow():yyyyMMdd-HHmmss}.zip");
        OwnersFile.Create(Path.Combine(around.Directory, file), bundle.Write);
        await around.Out.WriteLineAsync($"{file}: {string.Join(", ", bundle.Names)}");
        await around.Out.WriteLineAsync("Secrets were left out. Look at it before you pass it on: it names your devices, ports and addresses.");
        return Cli.Ok;
    }

    /// <returns>The settings as far as they can be read, and why the gateway would not start with them.</returns>
    private static (SettingValues? Values, string? Wrong) Load(Surroundings around)
    {
        SettingValues? values = null;
        try
        {
            values = SettingValues.Load(new Dictionary<Setting, string>(), around.Environment, around.Directory);
            _ = GatewayOptions.From(values);
            return (values, null);
        }
        catch (ConfigurationException wrong)
        {
            return (values, wrong.Message);
        }
    }

    /// <summary>The text of the configuration file, be it one or not; empty where there is none.</summary>
    private static string FileText(Surroundings around)
    {
        try
        {
            return ConfigurationFile.Find(new Dictionary<Setting, string>(), around.Environment, around.Directory) is { } file ? File.ReadAllText(file) : "";
        }
        catch (Exception none) when (none is ConfigurationException or IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The gateway's own report, or a note that it does not answer.</summary>
    private static async Task AskAsync(RemoteGateway at, SupportBundle bundle, Surroundings around)
    {
        try
        {
            using var gateway = Remotes.Connect(at, around);
            bundle.Add(SupportBundle.Health, (await gateway.GetAsync("health", around.Stop)).GetRawText());
            var devices = await gateway.GetAsync("api/devices", around.Stop);
            bundle.Add(SupportBundle.Devices, devices.GetRawText());
            foreach (var device in devices.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("device").GetString()!))
            {
                bundle.Add(SupportBundle.StatusOf(device), (await gateway.GetAsync($"api/devices/{Uri.EscapeDataString(device)}/status", around.Stop)).GetRawText());
            }
        }
        catch (Exception away) when (away is RemoteException or ConfigurationException)
        {
            bundle.Add("unreachable.txt", away.Message + "\n");
        }
    }

    /// <summary>The newest of the files that the gateway logs to, each named after its day; null when it logs to none.</summary>
    private static string? LogFileOf(SettingValues? values)
    {
        var (file, _) = values?.TextOf(LoggingSettings.File) ?? ("", "");
        if (file.Length == 0 || Path.GetDirectoryName(Path.GetFullPath(file)) is not { } directory || !Directory.Exists(directory))
        {
            return null;
        }

        return Directory.EnumerateFiles(directory, $"{Path.GetFileNameWithoutExtension(file)}*{Path.GetExtension(file)}").MaxBy(File.GetLastWriteTimeUtc);
    }

    private static async Task<string> LogAsync(string? file, Surroundings around)
    {
        try
        {
            return file is null ? await JournalLog.OfServiceAsync(around.Stop) : JournalLog.OfFile(Path.Combine(around.Directory, file));
        }
        catch (Exception unreadable) when (file is not null && unreadable is (IOException or UnauthorizedAccessException))
        {
            throw new BackupException($"{file} can't be read: {FailureReason.Of(unreadable)}");
        }
    }
}
