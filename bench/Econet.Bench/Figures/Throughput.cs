using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;

namespace Econet.Bench.Figures;

/// <param name="Rate">Answers a second.</param>
/// <param name="Slowest">What 99 of 100 answers took at most, milliseconds.</param>
internal sealed record Load(double Rate, double Slowest);

/// <summary>How many requests a second the gateway answers, as <c>wrk</c> has it: 16 connections, one of its threads, on the same two cores.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class Throughput(GatewayUnderTest gateway, TimeSpan duration)
{
    private const int Connections = 16;
    private const string All = "/api/parameters";

    /// <summary>What is known of a device that is silent.</summary>
    private const string AllThatIsKnown = All + "?stale=allow";

    public Task<Load> IdentityAsync() => RunAsync(All, 200);

    public Task<Load> CompressedAsync() => RunAsync(All, 200, "Accept-Encoding: br");

    public Task<Load> OneAsync() => RunAsync("/api/parameters/TempWthr", 200);

    /// <summary>Unplugs the adapter for good. Values are stale a while later; then nothing changes any more.</summary>
    /// <returns>What unchanged values are known by.</returns>
    public async Task<EntityTagHeaderValue> StandStillAsync()
    {
        gateway.Unplug(TimeSpan.FromDays(1));
        using var client = new HttpClient { BaseAddress = gateway.Address };
        var (tag, unchanged) = (default(EntityTagHeaderValue), 0);
        while (tag is null || unchanged < 3)
        {
            await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
            using var answer = await client.GetAsync(new Uri(AllThatIsKnown, UriKind.Relative));
            unchanged = answer.Headers.ETag is { } now && now.Equals(tag) ? unchanged + 1 : 0;
            tag = answer.Headers.ETag;
        }

        return tag;
    }

    public Task<Load> UnchangedAsync(EntityTagHeaderValue tag) => RunAsync(AllThatIsKnown, 304, $"If-None-Match: {tag}");

    private async Task<Load> RunAsync(string path, int status, params string[] headers)
    {
        var address = new Uri(gateway.Address, path).ToString();
        var wrk = new ProcessStartInfo("wrk") { RedirectStandardOutput = true };
        foreach (var argument in (string[])
            ["-t1", $"-c{Connections}", string.Create(CultureInfo.InvariantCulture, $"-d{duration.TotalSeconds:F0}s"), "--latency", .. headers.SelectMany(header => (string[])["-H", header]), address])
        {
            wrk.ArgumentList.Add(argument);
        }

        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var header in headers)
        {
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        }

        using var probe = await client.SendAsync(request);
        if ((int)probe.StatusCode != status)
        {
            throw new InvalidOperationException($"{path} was answered {(int)probe.StatusCode}, not {status}");
        }

        using var process = Process.Start(wrk)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (output.Contains("Non-2xx", StringComparison.Ordinal) && status == 200)
        {
            throw new InvalidOperationException($"{path}: {output}");
        }

        return new Load(Number(Rate().Match(output)), Milliseconds(Slowest().Match(output)));
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    private static double Milliseconds(Match match) => Number(match) * match.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"99%\s+([\d.]+)(us|ms|s)")]
    private static partial Regex Slowest();
}
