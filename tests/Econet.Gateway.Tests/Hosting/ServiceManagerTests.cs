using System.Collections.Concurrent;
using Econet.Actors.Messages;
using Econet.Gateway.Hosting;
using Econet.Gateway.Tests.Support;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;

namespace Econet.Gateway.Tests.Hosting;

public sealed class ServiceManagerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly AwaitedTime _time = new();
    private readonly FakeSystemd _systemd = new();
    private readonly FakeDevice _device = new("heatpump");

    [Fact]
    public async Task Systemd_should_be_told_of_the_start_and_the_stop()
    {
        using var manager = await StartAsync(limit: null);

        _lifetime.NotifyStarted();
        _lifetime.StopApplication();

        Assert.Equal(["READY=1", "STOPPING=1"], _systemd.Told);
    }

    [Fact]
    public async Task Systemd_should_not_be_told_of_a_stop_when_the_gateway_starts_again()
    {
        using var manager = await StartAsync(limit: null, isRestart: true);

        _lifetime.StopApplication();

        Assert.DoesNotContain("STOPPING=1", _systemd.Told);
    }

    [Fact]
    public async Task Watchdog_should_hear_of_a_gateway_whose_device_fails()
    {
        _device.Fault = new EconetException(EconetError.Unavailable, "no");

        using var manager = await StartAsync(Limit);

        Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
        _time.Advance(Limit / 3);
        Assert.Equal("WATCHDOG=1", await _systemd.NextAsync());
    }

    [Fact]
    public async Task Watchdog_should_not_hear_of_a_gateway_whose_device_hangs()
    {
        _device.Mute = true;
        var asked = _time.WaitBegunAsync(Limit / 4);
        using var manager = await StartAsync(Limit);
        await asked;

        // Asked again, the first question has had its time.
        var again = _time.WaitBegunAsync(Limit / 4);
        _time.Advance(Limit / 3);
        await again;

        Assert.DoesNotContain("WATCHDOG=1", _systemd.Told);
    }

    [Theory]
    [InlineData("60000000", null, 60)]
    [InlineData("60000000", "1", null)]
    [InlineData("", null, null)]
    [InlineData("soon", null, null)]
    public void Watchdog_should_be_that_of_this_process(string limit, string? process, int? seconds) => Assert.Equal(
        seconds is { } s ? TimeSpan.FromSeconds(s) : null, ServiceManager.WatchdogOf(name => name == "WATCHDOG_USEC" ? limit : process));

    private async Task<ServiceManager> StartAsync(TimeSpan? limit, bool isRestart = false)
    {
        var restart = new RestartRequest(new FakeLifetime()) { Objection = () => null };
        if (isRestart)
        {
            restart.Make();
        }

        var manager = new ServiceManager(_systemd, new ServiceManager.Watchdog(limit), new FakeEconet(_device), restart, _lifetime, _time);
        await manager.StartAsync(CancellationToken.None);
        return manager;
    }

    private sealed class FakeSystemd : ISystemdNotifier
    {
        private readonly BlockingCollection<string> _news = [];

        public ConcurrentQueue<string> Told { get; } = new();

        public bool IsEnabled => true;

        public void Notify(ServiceState state)
        {
            var text = state.ToString();
            Told.Enqueue(text);
            _news.Add(text);
        }

        public Task<string> NextAsync() => Task.Run(() => _news.TryTake(out var news, TimeSpan.FromSeconds(30)) ? news : "nothing");
    }
}
