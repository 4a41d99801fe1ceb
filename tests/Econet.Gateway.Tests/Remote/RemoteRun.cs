using Econet.Gateway.Commands;
using Econet.Gateway.History;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.DependencyInjection;

namespace Econet.Gateway.Tests.Remote;

/// <summary>Runs commands against a gateway with one heat pump, and keeps what they print.</summary>
internal sealed class RemoteRun : IAsyncDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    private RemoteRun(TestGateway gateway, FakeDevice device, TemporaryDirectory directory) => (Gateway, Device, Directory) = (gateway, device, directory);

    public TestGateway Gateway { get; }

    public FakeDevice Device { get; }

    public TemporaryDirectory Directory { get; }

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>What somebody at the terminal answers; null when nobody is there.</summary>
    public string? Answer { get; set; }

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public string Url => Gateway.Client.BaseAddress!.ToString();

    public static async Task<RemoteRun> StartAsync(bool recordsHistory = false)
    {
        var device = new FakeDevice(
            "heatpump",
            FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of((byte)45), writable: true, min: 35, max: 65, unit: "C"),
            FakeDevice.Parameter(119, "HDWusermode", Value.Of((byte)1), writable: true),
            FakeDevice.Parameter(1024, "TempOutlet", Value.Of(37.4f), unit: "C"),
            FakeDevice.Parameter(231, "Circuit1name", Value.Of("Ground\u001b[2Jfloor"), writable: true));
        var directory = new TemporaryDirectory();
        var options = TestGateway.Options with { StateDirectory = Path.Combine(directory.Path, "state") };
        var gateway = await TestGateway.StartOnSocketAsync(options with { History = options.History with { IsEnabled = recordsHistory } }, device);
        if (recordsHistory)
        {
            await Expect.EventuallyAsync(() => Task.FromResult(gateway.App.Services.GetRequiredService<Recorder>().Series.Count > 0));
        }

        return new RemoteRun(gateway, device, directory);
    }

    public Task<int> RunAsync(params string[] arguments) => RunAsync(arguments, CancellationToken.None);

    public async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        using var input = Answer is null ? null : new StringReader(Answer);
        return await Cli.RunAsync(
            [.. arguments, "--url", Url],
            new Surroundings(TextWriter.Synchronized(_out), TextWriter.Synchronized(_error), Environment, Directory.Path, () => [], stop) { In = input });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Directory.Dispose();
        _out.Dispose();
        _error.Dispose();
    }
}
