using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>A real Modbus master, mbpoll, and the gateway as people run it.</summary>
public sealed partial class MbpollTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [FactWithPrograms("mbpoll")]
    public async Task Master_should_be_served_over_tcp()
    {
        await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>
        {
            ["NEASMART_GATEWAY_SERVER_TYPE"] = "tcp",
            ["NEASMART_GATEWAY_SERVER_ADDRESS"] = "127.0.0.1",
            ["NEASMART_GATEWAY_SERVER_PORT"] = "0",
        });
        using var client = await gateway.ClientAsync();
        var server = await ListeningAsync(client);
        var port = server.GetProperty("port").GetRawText();

        await ServeAsync(client, ["-m", "tcp", "-p", port], "127.0.0.1");
        Assert.Equal(0, (await gateway.TerminateAsync()).Code);
    }

    [FactWithPrograms("mbpoll", "socat")]
    public async Task Master_should_be_served_over_rtu()
    {
        var (ours, theirs) = (Path.Combine(_directory.Path, "gateway"), Path.Combine(_directory.Path, "base"));
        using var cable = Process.Start("socat", [$"pty,raw,echo=0,link={ours}", $"pty,raw,echo=0,link={theirs}"]);
        try
        {
            await using var gateway = GatewayProcess.Start(_directory.Path, new Dictionary<string, string>
            {
                ["NEASMART_GATEWAY_SERVER_TYPE"] = "serial",
                ["NEASMART_GATEWAY_SERVER_ADDRESS"] = ours,
            });
            using var client = await gateway.ClientAsync();
            await ListeningAsync(client);

            await ServeAsync(client, ["-m", "rtu", "-b", "38400", "-d", "8", "-P", "none", "-s", "1"], theirs);
            Assert.Equal(0, (await gateway.TerminateAsync()).Code);
        }
        finally
        {
            cable.Kill();
        }
    }

    /// <summary>Reads, writes, exceptions, units, and a user's write from REST to the master and back.</summary>
    private static async Task ServeAsync(HttpClient client, string[] line, string place)
    {
        var never = await PollAsync("-a", "240", "-r", "100", "-c", "3");
        Assert.Equal("0 0 0", never.Words);

        Assert.Equal(0, (await WriteAsync("240", "100", "1", "3173", "3199")).Code);
        Assert.Equal(0, (await WriteAsync("241", "1310", "45")).Code);
        Assert.Equal("1 3173 3199", (await PollAsync("-a", "240", "-r", "100", "-c", "3")).Words);
        Assert.Equal("45", (await PollAsync("-a", "241", "-r", "1310", "-c", "1")).Words);
        await client.UntilAsync("/zones/1/1", (_, zone) =>
            zone.GetRawText() == """{"state":1,"setpoint":22.5,"temperature":23.02,"relative_humidity":null}""");

        Assert.Contains("Illegal function", (await PollAsync("-a", "240", "-r", "100", "-t", "3")).Error, StringComparison.Ordinal);
        Assert.Contains("Illegal data address", (await PollAsync("-a", "240", "-r", "65530", "-c", "10")).Error, StringComparison.Ordinal);
        Assert.Contains("timed out", (await PollAsync("-a", "17", "-r", "100", "-o", "0.5")).Error, StringComparison.Ordinal);

        using var accepted = await client.PostAsJsonAsync(new Uri("/zones/1/1", UriKind.Relative), new { setpoint = 20 });
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = (await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("writes")[0];
        Assert.Equal("2000", (await PollAsync("-a", "240", "-r", "101", "-c", "1")).Words);
        await client.UntilAsync($"/api/writes/{id}", (_, job) => job.GetProperty("status").GetString() == "acknowledged");
        Assert.Equal(0, (await WriteAsync("240", "101", "2000")).Code);
        await client.UntilAsync($"/api/writes/{id}", (_, job) => job.GetProperty("status").GetString() == "verified");

        Task<(int Code, string Words, string Error)> PollAsync(params string[] options) =>
            RunAsync([.. line, "-0", "-1", .. Options(options), place]);

        Task<(int Code, string Words, string Error)> WriteAsync(string unit, string start, params string[] words) =>
            RunAsync([.. line, "-0", "-1", .. Options(["-a", unit, "-r", start]), place, .. words]);
    }

    /// <summary>Holding registers, and a wait that a loaded machine keeps, where nothing else is asked for.</summary>
    private static string[] Options(string[] given) =>
        [.. given, .. given.Contains("-t") ? Array.Empty<string>() : ["-t", "4"], .. given.Contains("-o") ? Array.Empty<string>() : ["-o", "10"]];

    private static async Task<(int Code, string Words, string Error)> RunAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("mbpoll", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        return (process.ExitCode, string.Join(' ', Word().Matches(await output).Select(m => m.Groups[1].Value)), await error);
    }

    private static async Task<JsonElement> ListeningAsync(HttpClient client) =>
        (await client.UntilAsync("/api/status", (_, status) =>
            status.TryGetProperty("server", out var server) && server.GetProperty("listening").GetBoolean())).GetProperty("server");

    [GeneratedRegex(@"^\[\d+\]:\s+(\d+)", RegexOptions.Multiline)]
    private static partial Regex Word();
}

/// <summary>A test with other programs.</summary>
internal sealed class FactWithProgramsAttribute : FactAttribute
{
    public FactWithProgramsAttribute(params string[] programs)
    {
        Programs = programs;
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = programs.Where(program => !places.Any(place => File.Exists(Path.Combine(place, program)))).ToArray();
        if (missing.Length > 0)
        {
            Skip = $"Needs {string.Join(" and ", missing)}.";
        }
    }

    public string[] Programs { get; }
}
