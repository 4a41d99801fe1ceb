using System.Globalization;
using System.Net;
using Econet.Actors;
using Econet.Gateway.Configuration;
using Econet.Gateway.Remote;

namespace Econet.Gateway.Commands;

/// <summary>Asks a running gateway for its owner.</summary>
internal static class Remotes
{
    public const string KeyVariable = "ECONET_API_KEY";

    public static async Task<int> RunAsync(Request.Get request, Surroundings around)
    {
        using var gateway = Connect(request.Gateway, around);
        var query = string.Concat(
            Query("names", request.Keys.Count == 0 ? null : string.Join(',', request.Keys)), Query("search", request.Search), Query("part", request.Part),
            Query("lang", request.Language));
        var body = await gateway.GetAsync($"{gateway.OfDevice("parameters")}?view=readable&stale=allow{query}", around.Stop);
        if (request.Json)
        {
            await around.Out.WriteLineAsync(body.GetRawText());
        }
        else
        {
            foreach (var line in Columns.Of([.. RemoteValue.AllOf(body).Select(Row)]))
            {
                await around.Out.WriteLineAsync(line);
            }
        }

        if (RemoteValue.NotFound(body) is not { } missing)
        {
            return Cli.Ok;
        }

        await around.Error.WriteLineAsync(missing);
        return Cli.Failed;
    }

    public static async Task<int> RunAsync(Request.Set request, Surroundings around)
    {
        using var gateway = Connect(request.Gateway, around);
        var path = gateway.OfDevice($"parameters/{Uri.EscapeDataString(request.Key)}");
        var before = RemoteValue.Of(request.Key, await gateway.GetAsync($"{path}?stale=allow", around.Stop));
        var answer = await gateway.PostAsync(path, $$"""{"value":{{GivenValue.Json(request.Value, before.Type)}}}""", around.Stop);
        if (request.Json)
        {
            await around.Out.WriteLineAsync(answer.GetRawText());
            return Cli.Ok;
        }

        var after = RemoteValue.Of(request.Key, await gateway.GetAsync($"{path}?stale=allow", around.Stop));
        await around.Out.WriteLineAsync($"{after.Key}: {before.Display} → {after.Display}{(after.Title is null ? "" : $"  {after.Title}")}");
        return Cli.Ok;
    }

    public static async Task<int> RunAsync(Request.Watch request, Surroundings around)
    {
        using var signal = new StopSignal(around.Stop);
        using var stop = new CancellationTokenSource();
        _ = signal.Stopped.ContinueWith(_ => stop.Cancel(), TaskScheduler.Default);
        try
        {
            using var gateway = await ConnectToDeviceAsync(request.Gateway, around, stop.Token);
            await new ValueWatch(gateway, request.Keys, request.Json, around.Out, around.Error, TimeProvider.System).RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Its owner has seen enough.
        }

        return Cli.Ok;
    }

    /// <exception cref="ConfigurationException">The settings have no address for it, or the key file is missing.</exception>
    public static GatewayClient Connect(RemoteGateway at, Surroundings around) => new(UrlOf(at, around), KeyOf(at, around), at.Device);

    /// <summary>The key that was given; null for none.</summary>
    public static string? KeyOf(RemoteGateway at, Surroundings around)
    {
        var key = (at.KeyFile is { } file ? ReadKey(Path.Combine(around.Directory, file)) : around.Environment.GetValueOrDefault(KeyVariable))?.Trim();
        return string.IsNullOrEmpty(key) ? null
            : key.All(char.IsAscii) && !key.Any(char.IsControl) ? key
            : throw new ConfigurationException($"{(at.KeyFile is null ? KeyVariable : at.KeyFile)}: that is no API key; it takes the text that 'keys add' has printed");
    }

    private static string ReadKey(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"--api-key-file: {FailureReason.Of(failed)}");
        }
    }

    private static Uri UrlOf(RemoteGateway at, Surroundings around)
    {
        if (at.Url is { } given)
        {
            return given;
        }

        var options = GatewayOptions.From(SettingValues.Load(new Dictionary<Setting, string>(), around.Environment, around.Directory));
        return new Uri($"http://{new IPEndPoint(Cli.Reachable(options.ApiHost), options.ApiPort)}");
    }

    /// <summary>Events without a device are those of all: the first one is asked for by its name.</summary>
    private static async Task<GatewayClient> ConnectToDeviceAsync(RemoteGateway at, Surroundings around, CancellationToken stop)
    {
        if (at.Device is not null)
        {
            return Connect(at, around);
        }

        using var gateway = Connect(at, around);
        var devices = (await gateway.GetAsync("api/devices", stop)).GetProperty("devices");
        return devices.GetArrayLength() > 0
            ? Connect(at with { Device = devices[0].GetProperty("device").GetString() }, around)
            : throw new RemoteException(Cli.Failed, $"{gateway.Place} has no devices");
    }

    private static string[] Row(RemoteValue value) =>
        [value.Key, value.Display + (value.Quality == "good" ? "" : $" ({value.Quality})"), value.IsWritable ? "rw" : "", value.Title ?? ""];

    private static string Query(string name, string? value) =>
        value is null ? "" : string.Create(CultureInfo.InvariantCulture, $"&{name}={Uri.EscapeDataString(value)}");
}
