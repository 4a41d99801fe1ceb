using System.Globalization;
using Econet.Browser.Tests.Support;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Xunit.Abstractions;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

/// <summary>The page and a gateway that goes away, that wants a key, or that has much to tell.</summary>
[Collection(Chromium.Name)]
public sealed class ConnectionTests(Chromium chromium, ITestOutputHelper output)
{
    private const int Parameters = 1870;
    private const int ChangesPerSecond = 500;

    /// <summary>How long values change; set for a measurement.</summary>
    private static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("ECONET_BROWSER_SECONDS") ?? "4", CultureInfo.InvariantCulture);

    /// <summary>What scripts use of the memory, without what they have let go.</summary>
    private static async Task<double> HeapAsync(DashboardPage page)
    {
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await session.SendAsync("HeapProfiler.collectGarbage");
        return (await session.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
    }

    private static FakeDevice Device() => new("heatpump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true, unit: "°C"));

    [FactWithChromium]
    public async Task Page_should_say_how_old_it_is_while_the_gateway_is_away_and_come_back_by_itself()
    {
        var device = Device();
        var gateway = await TestGateway.StartOnSocketAsync(device);
        var address = gateway.Client.BaseAddress!;
        await using var page = await chromium.OpenAsync(address, "#/parameters");
        await Expect(page[".list-value"]).ToContainTextAsync("45 °C");

        await gateway.DisposeAsync();
        await Expect(page[".offline"]).ToContainTextAsync("What you see is from");
        await Expect(page[".list-value"]).ToHaveClassAsync("list-value stale");
        device.Change(103, Value.Of(ParameterType.UInt8, 50));
        await using var again = await TestGateway.StartAgainAsync(address, device);

        await Expect(page[".offline"]).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        await Expect(page[".list-value"]).ToContainTextAsync("50 °C");
    }

    [TheoryWithChromium]
    [InlineData("**/data/house.js", "en-GB", "Home")]
    [InlineData("**/shell/main.js", "en-GB", "Home")]
    [InlineData("**/words/de.json", "de-DE", "Übersicht")]
    // Browsers ask again at once for a module that was only preloaded in vain.
    public async Task Page_should_come_when_a_part_of_it_did_not_come_at_first(string part, string locale, string home)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(Device());
        await using var page = await chromium.OpenAsync(new Uri("about:blank"), options: new() { Locale = locale });
        await page.Page.RouteAsync(part, route => route.AbortAsync(), new() { Times = 2 });

        await page.GoAsync(gateway.Client.BaseAddress!);

        await Expect(page[".rail a[aria-current=page]"]).ToContainTextAsync(home);
        Assert.NotEmpty(page.Errors);
        Assert.All(page.Errors, error => Assert.Contains("ERR_FAILED", error, StringComparison.Ordinal));
    }

    [FactWithChromium]
    public async Task Page_should_open_without_the_gateway_and_say_that_it_is_away()
    {
        var gateway = await TestGateway.StartOnSocketAsync(Device());
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!);
        await page.UntilAsync("async () => (await navigator.serviceWorker.ready).active?.state === 'activated'");

        await gateway.DisposeAsync();
        await page.Page.ReloadAsync();

        await Expect(page[".offline"]).ToContainTextAsync("No connection to the gateway.");
    }

    /// <summary>Events go on while one answer fails: a busy gateway's, or a proxy's.</summary>
    [TheoryWithChromium]
    [InlineData("api/session")]
    [InlineData("api/devices")]
    [InlineData("api/devices/heatpump/vocabulary")]
    public async Task Page_should_ask_again_for_what_was_not_answered(string path)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(Device());
        await using var page = await chromium.OpenAsync(new Uri("about:blank"));
        var asked = 0;
        await page.Page.RouteAsync($"**/{path}*", route => Interlocked.Increment(ref asked) < 3 ? route.FulfillAsync(new() { Status = 503 }) : route.ContinueAsync());

        await page.GoAsync(new Uri(gateway.Client.BaseAddress!, "#/parameters/heatpump/HDWTSetPoint"));

        await Expect(page["ec-parameter-detail .reading"]).ToHaveTextAsync("45 °C");
        await Expect(page["ec-parameter-detail input"]).ToBeEnabledAsync();
        Assert.Equal(3, Volatile.Read(ref asked));
    }

    [FactWithChromium]
    public async Task Page_without_devices_should_ask_again_for_the_list_that_was_not_answered()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync();
        await using var page = await chromium.OpenAsync(new Uri("about:blank"));
        var asked = 0;
        await page.Page.RouteAsync("**/api/devices", route => Interlocked.Increment(ref asked) < 3 ? route.FulfillAsync(new() { Status = 503 }) : route.ContinueAsync());

        await page.GoAsync(gateway.Client.BaseAddress!);

        await Expect(page.Heading("Set up a device")).ToBeVisibleAsync();
    }

    [FactWithChromium]
    public async Task Page_should_ask_for_a_key_where_one_is_needed_and_say_why_a_value_can_not_be_changed()
    {
        using var keys = new TestKeys();
        var key = await keys.AddAsync("tablet", AccessScope.Read);
        await using var gateway = await TestGateway.StartOnSocketAsync(
            TestGateway.Options with { StateDirectory = keys.Directory, Access = TestGateway.Options.Access with { Auth = ApiAuth.All } }, Device());
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/parameters/heatpump/HDWTSetPoint");

        await page["input[name=key]"].FillAsync("econet_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        await page["input[name=key]"].PressAsync("Enter");
        await Expect(page["#login-error"]).ToHaveTextAsync("This gateway does not know that key.");
        await page["input[name=key]"].FillAsync(key);
        await page["input[name=key]"].PressAsync("Enter");

        await Expect(page["ec-parameter-detail .reading"]).ToHaveTextAsync("45 °C");
        await Expect(page["ec-parameter-detail input"]).ToBeDisabledAsync();
        await Expect(page["ec-parameter-detail"]).ToContainTextAsync("Your key tablet may only look.");
        await page.Button("Log out").ClickAsync();
        await Expect(page["input[name=key]"]).ToBeVisibleAsync();
    }

    [FactWithChromium]
    public async Task Page_should_stay_calm_when_hundreds_of_values_change_every_second()
    {
        var device = new FakeDevice("heatpump", [.. Enumerable.Range(0, Parameters).Select(n => FakeDevice.Parameter(n, $"Value{n}", Value.Of(ParameterType.UInt32, 0)))]);
        await using var gateway = await TestGateway.StartOnSocketAsync(device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/parameters");
        await Expect(page["[role=row]"].First).ToBeVisibleAsync();
        await page.Page.EvaluateAsync("""
            () => {
              window.long = []; window.draws = 0;
              new PerformanceObserver(list => window.long.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
              new MutationObserver(() => window.draws++).observe(document.querySelector('ec-parameter-list'), { subtree: true, characterData: true, childList: true });
            }
            """);

        var heap = await HeapAsync(page);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        uint change = 0;
        while (change < Seconds * ChangesPerSecond && await timer.WaitForNextTickAsync())
        {
            for (var n = 0; n < ChangesPerSecond / 50; n++)
            {
                device.Change((int)(++change % Parameters), Value.Of(ParameterType.UInt32, change));
            }
        }

        await Expect(page["[data-id='heatpump/Value1'] .list-value"]).ToHaveTextAsync($"{((change - 1) / Parameters * Parameters) + 1}");
        var (tasks, grown) = (await page.Page.EvaluateAsync<double[]>("window.long"), await HeapAsync(page) - heap);
        output.WriteLine($"{change} changes in {Seconds} s; tasks over 50 ms: {tasks.Length}, the longest {tasks.DefaultIfEmpty().Max()} ms; heap {grown / 1024:+0;-0} kB");
        Assert.InRange(await page["[role=row]"].CountAsync(), 10, 60);
        // Four times a second, whatever comes.
        Assert.InRange(await page.Page.EvaluateAsync<int>("window.draws"), 1, Seconds * 10);
        Assert.True(tasks.Count(duration => duration > 100) <= 1, $"The page stood still: {string.Join(", ", tasks)} ms");
        Assert.InRange(grown, double.MinValue, 8 << 20);
    }
}
