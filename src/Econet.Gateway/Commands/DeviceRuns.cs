using System.Text.Json;
using System.Text.Json.Nodes;
using Econet.Actors;
using Econet.Gateway.Configuration;
using Econet.Gateway.Remote;

namespace Econet.Gateway.Commands;

/// <summary>Lists, adds and removes the devices of a running gateway.</summary>
internal static class DeviceRuns
{
    /// <returns>1 when a device has a problem.</returns>
    public static async Task<int> RunAsync(Request.ListDevices request, Surroundings around)
    {
        using var gateway = Remotes.Connect(request.Gateway, around);
        var body = await gateway.GetAsync("api/devices", around.Stop);
        JsonElement[] devices = [.. body.GetProperty("devices").EnumerateArray()];
        if (request.Json)
        {
            await around.Out.WriteLineAsync(body.GetRawText());
        }
        else
        {
            foreach (var line in Columns.Of([["DEVICE", "KIND", "STATE", "PARAMETERS", "NAME", "FROM"], .. devices.Select(Row)]))
            {
                await around.Out.WriteLineAsync(line);
            }

            foreach (var (device, problem) in devices.SelectMany(device => Problems(device).Select(problem => (Text(device, "device"), problem))))
            {
                await around.Error.WriteLineAsync($"{device}: {Printable.Of(Text(problem, "message"))} ({Text(problem, "code")})");
            }
        }

        return devices.Any(device => Problems(device).Any()) ? Cli.Failed : Cli.Ok;
    }

    public static async Task<int> RunAsync(Request.AddDevice request, Surroundings around)
    {
        using var gateway = Remotes.Connect(request.Gateway, around);
        var added = await gateway.PostAsync("api/devices", BodyOf(request, around).ToJsonString(), around.Stop);
        await around.Out.WriteLineAsync($"{Text(added, "device")} was added; 'devices list' tells how it is doing");
        return Cli.Ok;
    }

    public static async Task<int> RunAsync(Request.RemoveDevice request, Surroundings around)
    {
        using var gateway = Remotes.Connect(request.Gateway, around);
        var removed = await gateway.DeleteAsync(
            $"api/devices/{Uri.EscapeDataString(request.Id)}?state={(request.DeletesState ? "delete" : "keep")}", around.Stop);
        await around.Out.WriteLineAsync($"{Text(removed, "device")} was removed; its state was {Text(removed, "state")}");
        return Cli.Ok;
    }

    private static JsonObject BodyOf(Request.AddDevice request, Surroundings around)
    {
        var body = request.File is { } file ? Read(Path.Combine(around.Directory, file))
            : request.Port is { } port ? new JsonObject { ["kind"] = "gm3", ["port"] = port }
            : new JsonObject { ["kind"] = "neasmart", ["server"] = new JsonObject { ["type"] = "tcp", ["port"] = request.ModbusPort } };
        body["id"] = request.Id;
        if (request.Name is { } name)
        {
            body["name"] = name;
        }

        return body;
    }

    private static JsonObject Read(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file)) as JsonObject ?? throw new ConfigurationException($"{file} does not hold a JSON object");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{file} can't be read: {FailureReason.Of(failed)}");
        }
        catch (JsonException bad)
        {
            throw new ConfigurationException($"{file} is not valid JSON (line {bad.LineNumber + 1})");
        }
    }

    private static string[] Row(JsonElement device) =>
    [
        Text(device, "device"), Text(device, "kind"), Text(device, "state"), device.GetProperty("parameters_count").GetRawText(),
        Printable.Of(Text(device, "name")), Text(device, "source"),
    ];

    private static JsonElement.ArrayEnumerator Problems(JsonElement device) => device.GetProperty("problem").EnumerateArray();

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
