using System.Runtime.Versioning;
using Econet.Browser.Tests.Support;
using Econet.Gateway.Configuration;
using Econet.Gateway.Hosting;
using Econet.Gateway.Listening;
using Econet.Gateway.Tests.Support;
using Econet.Simulation.Gm3;
using Econet.Simulation.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

[Collection(Chromium.Name)]
public sealed class SetupTests(Chromium chromium)
{
    [FactWithChromium]
    public async Task First_start_should_lead_to_a_device()
    {
        using var state = new TemporaryDirectory();
        await using var gateway = await TestGateway.StartOnSocketAsync(TestGateway.Options with { StateDirectory = state.Path, Devices = new DeviceList([]) });
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!);
        await Expect(page.Heading("Set up a device")).ToBeVisibleAsync();

        await page["input[name=id]"].FillAsync("house");
        await page["input[name=name]"].FillAsync("Our house");
        await page["input[name=port]"].FillAsync("tcp://127.0.0.1:4001");
        await page.Button("Add").ClickAsync();

        await Expect(page.Heading("Waiting for the first values")).ToBeVisibleAsync();
        await Expect(page[".rail .brand"]).ToHaveTextAsync("Our house");
        var added = Assert.Single(gateway.Econet.Added);
        Assert.Equal("house", added.Id);
    }

    /// <summary>From nothing, with a bus on a pseudo-terminal in place of an adapter, the actors of the real gateway, and values at the end.</summary>
    [FactWithChromium]
    [SupportedOSPlatform("linux")]
    public async Task First_start_should_find_the_bus_at_a_serial_port_and_show_its_values()
    {
        using var devices = new TemporaryDirectory();
        using var state = new TemporaryDirectory();
        using var bus = new Gm3Simulator(new Gm3SimulationOptions { Paced = false, CycleInterval = TimeSpan.FromMilliseconds(200) }, TimeProvider.System);
        var port = Path.Combine(devices.Path, "ttyHEAT");
        await using var adapter = new PtyBusServer(bus.Port, port);
        await adapter.StartAsync();
        bus.Start();
        await using var gateway = GatewayHost.Build(
            TestGateway.Options with { StateDirectory = state.Path, Devices = new DeviceList([]), ApiPort = 0 }, demo: false,
            builder => builder.Services.AddSingleton(new LocalPorts(devices.Path)));
        await gateway.StartAsync();
        await using var page = await chromium.OpenAsync(new Uri(gateway.Urls.First()));
        await Expect(page.Heading("Set up a device")).ToBeVisibleAsync();

        await page["input[name=id]"].FillAsync("house");
        await Expect(page["#ports option"]).ToHaveAttributeAsync("value", port);
        await page["input[name=port]"].FillAsync(port);
        await page.Button("Listen there").ClickAsync();
        await Expect(page["ec-port-field .good"]).ToContainTextAsync("A GM3 bus is heard here", new() { Timeout = 60_000 });
        await page.Button("Stop listening").ClickAsync();
        await page.Button("Add").ClickAsync();

        await Expect(page["ec-drawing"]).ToContainTextAsync("Outdoors", new() { Timeout = 60_000 });
        await page.Page.EvaluateAsync("location.hash = '#/parameters/house/HDWTSetPoint'");
        await Expect(page["ec-parameter-detail .reading"]).ToHaveTextAsync("45 °C", new() { Timeout = 60_000 });
        Assert.Empty(page.Errors);
        await gateway.StopAsync();
    }

    [FactWithChromium]
    public async Task Device_should_be_refused_with_the_reason_beside_it()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/settings");
        await page.Button("Add a device").ClickAsync();

        await page["input[name=id]"].FillAsync("heatpump");
        await page["input[name=port]"].FillAsync("tcp://127.0.0.1:4002");
        await page.Button("Add").ClickAsync();

        await Expect(page["ec-devices-section [role=alert]"]).ToContainTextAsync("heatpump");
    }

    [FactWithChromium]
    public async Task Key_should_be_made_and_be_shown()
    {
        using var keys = new TestKeys();
        await using var gateway = await TestGateway.StartOnSocketAsync(TestGateway.Options with { StateDirectory = keys.Directory }, new FakeDevice("heatpump"));
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/settings");

        await page["ec-keys-section input[name=name]"].FillAsync("tablet");
        await page.Button("Make a key").ClickAsync();

        await Expect(page[".secret"]).ToContainTextAsync("econet_");
    }

    [FactWithChromium]
    public async Task Configuration_of_another_gateway_should_be_converted_to_be_saved()
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(new FakeDevice("heatpump"));
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/settings");

        await page["ec-configuration-section input[type=file]"].SetInputFilesAsync(new FilePayload
        {
            Name = "config.json", MimeType = "application/json", Buffer = """{"server":{"type":"tcp","port":5502},"api":{"workers":4}}"""u8.ToArray(),
        });

        await Expect(page["ec-configuration-section .note"]).ToContainTextAsync("workers");
        var saved = await page.Page.RunAndWaitForDownloadAsync(() => page["ec-configuration-section a[href^='blob:']"].ClickAsync());
        Assert.Equal("config.yaml", saved.SuggestedFilename);
        Assert.Contains("server_port: '5502'", await File.ReadAllTextAsync(await saved.PathAsync()), StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }
}
