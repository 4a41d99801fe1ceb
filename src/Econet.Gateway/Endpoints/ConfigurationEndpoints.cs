using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.IO.Ports;
using System.Text;
using System.Text.Json;
using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Logging;
using Econet.Gateway.Security;
using Econet.Gateway.Support;

namespace Econet.Gateway.Endpoints;

/// <summary>How the gateway is set up, and what a problem report needs; for administrators, and without secrets.</summary>
internal static class ConfigurationEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/configuration", Read)
            .TakesQuery("format")
            .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("The settings, and where each comes from")
            .WithDescription("Secrets are named and not shown. format=yaml gives a configuration file with the same effect.")
            .Produces<ConfigurationBody>().Errors(400)
            .Example("""
                {"file":"/etc/econet/config.yaml","settings":[{"name":"API_PORT","path":"api.port","value":"8000","source":"default","default":"8000",
                 "allowed":"a port, 0 to 65535 (0: any free one)","description":"The TCP port of the API."}],"remarks":[]}
                """);
        routes.MapPost("/api/configuration/import", ConfigurationImports.ConvertAsync)
            .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("A configuration file of another gateway as one of this gateway")
            .WithDescription("Nothing is changed: save the answer as config.yaml. It holds the secrets of the given file.")
            .Body<ImportRequest>(ConfigurationImports.Shape).Produces<ImportedBody>().Errors(400, 413, 415).Example(ConfigurationImports.Example);
        routes.MapGet("/api/support-bundle", BundleAsync)
            .RequireAuthorization(Policies.Admin).WithTags("Gateway").WithSummary("A zip file for a problem report, without secrets")
            .WithDescription("Settings, health, the status of each device, the last lines of the log, and what is in the state directory.")
            .Produces<Stream>(StatusCodes.Status200OK, "application/zip");
    }

    private static IResult Read(CurrentOptions current, [Description("json (the default) or yaml.")] string? format)
    {
        var values = current.Value.Values;
        return Requests.Choice("format", format, "json", "yaml") == "yaml"
            ? Results.Text(ExportedConfiguration.Write(values), "application/yaml; charset=utf-8")
            : Results.Json(new ConfigurationBody(values.File(), [.. SettingsOf(values)], [.. values.Remarks]));
    }

    private static IEnumerable<SettingBody> SettingsOf(SettingValues values)
    {
        foreach (var setting in Settings.All)
        {
            var (text, source) = values.TextOf(setting);
            yield return SettingBody.Of(setting, setting.Name, setting.Path, setting.Told(text), source);
        }

        foreach (var device in values.DeviceSections)
        {
            var own = values.For(device.Id);
            foreach (var setting in Settings.OfDevices.Where(setting => setting.Of == device.Kind && own.IsGivenForDevice(setting)))
            {
                var (text, source) = own.TextOf(setting);
                var path = $"devices.{device.Id}.{setting.DevicePath}";
                yield return SettingBody.Of(setting, path, path, setting.Told(text), source);
            }
        }
    }

    private static async Task<IResult> BundleAsync(
        HttpContext context, CurrentOptions current, IEconet econet, HealthOfDevices devices, LogTail log, TimeProvider time, CancellationToken cancellation)
    {
        var values = current.Value.Values;
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
        var bundle = new SupportBundle(new Redaction([.. Redaction.SecretsOf(values), .. Redaction.SecretsIn(environment)]));
        bundle.AddAbout(time, SerialPort.GetPortNames());
        bundle.AddSettings(values);
        bundle.AddState(current.Value.StateDirectory);
        bundle.Add(SupportBundle.Health, JsonSerializer.Serialize(await HealthEndpoints.BodyAsync(context, cancellation), Json.Options));
        bundle.Add(SupportBundle.Devices, JsonSerializer.Serialize(await devices.AskAsync(Grant.All, cancellation), Json.Options));
        foreach (var device in econet.Devices)
        {
            bundle.Add(SupportBundle.StatusOf(device), await StatusAsync(econet.Device(device), cancellation));
        }

        bundle.Add(SupportBundle.Log, TextOf(log));
        var zip = new MemoryStream();
        bundle.Write(zip);
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(
            zip.ToArray(), "application/zip", string.Create(CultureInfo.InvariantCulture, $"econet-support-{time.GetUtcNow():yyyyMMdd-HHmmss}.zip"));
    }

    /// <summary>One device that does not answer must not take the others with it.</summary>
    private static async Task<string> StatusAsync(IDevice device, CancellationToken cancellation)
    {
        try
        {
            return StatusEndpoints.BodyOf(await device.StatusAsync(cancellation)).ToJsonString(Json.Options);
        }
        catch (EconetException away)
        {
            return away.Message;
        }
    }

    private static string TextOf(LogTail log)
    {
        var text = new StringBuilder();
        foreach (var line in log.Last())
        {
            text.Append(CultureInfo.InvariantCulture, $"{line.At:O} {LevelsBody.NameOf(line.Level)} {line.Message}\n");
            if (line.Exception is not null)
            {
                text.Append(line.Exception).Append('\n');
            }
        }

        return text.ToString();
    }
}

/// <param name="File">The configuration file; null without one.</param>
/// <param name="Remarks">Settings that are not known or have no effect.</param>
internal sealed record ConfigurationBody(string? File, IReadOnlyList<SettingBody> Settings, IReadOnlyList<string> Remarks);

/// <param name="Name">Its environment variable; of one device alone, its place in the file.</param>
/// <param name="Path">Its place in the file; null for what a file can't set.</param>
/// <param name="Source">environment, a file and line, command line, or default.</param>
internal sealed record SettingBody(string Name, string? Path, string Value, string Source, string Default, string Allowed, string Description)
{
    public static SettingBody Of(Setting setting, string name, string? path, string value, string source) =>
        new(name, path, value, source, setting.Documented, setting.Allowed, setting.Description);
}
