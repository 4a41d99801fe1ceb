using System.Globalization;
using System.Text;
using Econet.Browser.Tests.Support;
using Econet.Gateway.History;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

/// <summary>What another logger recorded comes in on the page of settings.</summary>
[Collection(Chromium.Name)]
public sealed class HistoryImportTests(Chromium chromium) : IDisposable
{
    private const string Section = "ec-history-import-section";

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeDevice _device = new("heatpump", FakeDevice.Parameter(61, "TempCWU", Value.Of(47.25f), unit: "°C"));

    public void Dispose() => _directory.Dispose();

    [FactWithChromium]
    public async Task File_should_be_looked_at_first_and_then_come_in()
    {
        await using var gateway = await StartAsync();
        await using var page = await OpenAsync(gateway);
        await ChooseAsync(page, HomeAssistant());
        await Expect(page.Button("Import")).ToHaveCountAsync(0);

        await page.Button("Show what would come in").ClickAsync();
        await Expect(page[$"{Section} p[role=status]"]).ToHaveTextAsync("Nothing would come in.");
        await page[Section].GetByLabel("What sensor.boiler means").FillAsync("TempCWU");
        await page.Button("Show what would come in").ClickAsync();
        await Expect(page[$"{Section} p[role=status]"]).ToHaveTextAsync("24 hours would come in.");
        await Expect(page[$"{Section} summary"]).ToHaveTextAsync("1 value could not be read.");
        Assert.Equal(0, await HoursAsync(gateway));

        await page.Button("Import").ClickAsync();

        await Expect(page[$"{Section} p[role=status]"]).ToHaveTextAsync("24 hours have come in.");
        await Expect(page[$"{Section} tbody tr"]).ToContainTextAsync("Hot water");
        await Expect(page.Button("Import")).ToHaveCountAsync(0);
        Assert.Equal(24, await HoursAsync(gateway));
        Assert.Empty(page.Errors);
    }

    [TheoryWithChromium]
    [InlineData("en-GB", "The gateway can not read this file.", "Show what would come in")]
    [InlineData("de-DE", "Das Gateway kann diese Datei nicht lesen.", "Zeigen, was übernommen würde")]
    [InlineData("pl-PL", "Bramka nie może odczytać tego pliku.", "Pokaż, co zostałoby wczytane")]
    public async Task File_that_is_none_should_be_refused_in_words(string locale, string words, string look)
    {
        await using var gateway = await StartAsync();
        await using var page = await OpenAsync(gateway, locale);
        await ChooseAsync(page, "PK\u0003\u0004 a picture");

        await page.Button(look).ClickAsync();

        await Expect(page[$"{Section} [role=alert]"]).ToContainTextAsync(words);
        await Expect(page[$"{Section} [role=alert] [lang=en]"]).ToContainTextAsync("no title of a column for the time");
    }

    [TheoryWithChromium]
    [InlineData("en-GB", "This gateway records no history.", "Show what would come in")]
    [InlineData("de-DE", "Dieses Gateway zeichnet keinen Verlauf auf.", "Zeigen, was übernommen würde")]
    public async Task Gateway_without_history_should_say_so(string locale, string words, string look)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(_device);
        await using var page = await OpenAsync(gateway, locale);
        await ChooseAsync(page, HomeAssistant());

        await page.Button(look).ClickAsync();

        await Expect(page[$"{Section} [role=alert]"]).ToHaveTextAsync(words);
    }

    [FactWithChromium]
    public async Task Key_that_may_not_should_be_told_why()
    {
        using var keys = new TestKeys();
        var key = await keys.AddAsync("tablet", AccessScope.Write);
        await using var gateway = await TestGateway.StartOnSocketAsync(TestGateway.Options with { StateDirectory = keys.Directory }, _device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/login", new BrowserNewContextOptions { Locale = "en-GB" });
        await page["input[name=key]"].FillAsync(key);
        await page["input[name=key]"].PressAsync("Enter");
        await Expect(page["main:not(.login) h1"]).ToBeVisibleAsync();

        await page.Page.EvaluateAsync("location.hash = '#/settings'");

        await Expect(page[Section]).ToContainTextAsync("This takes a key that may do everything; tablet may not.");
        await Expect(page[$"{Section} input"]).ToHaveCountAsync(0);
    }

    /// <summary>A day that ended ten days ago, and a line that tells no time.</summary>
    private static string HomeAssistant()
    {
        var file = new StringBuilder("entity_id,state,last_changed\n");
        for (var minutes = 0; minutes <= 24 * 60; minutes += 10)
        {
            file.Append(CultureInfo.InvariantCulture, $"sensor.boiler,{40 + (minutes % 7)},{Begin.AddMinutes(minutes):yyyy-MM-dd'T'HH:mm:ss'Z'}\n");
        }

        return file.Append("sensor.boiler,41,25:61\n").ToString();
    }

    private static DateTime Begin => TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(-10);

    private async Task<TestGateway> StartAsync()
    {
        var options = TestGateway.Options with { StateDirectory = _directory.Path, History = TestGateway.Options.History with { IsEnabled = true } };
        var gateway = await TestGateway.StartOnSocketAsync(options, _device);
        await Gateway.Tests.Support.Expect.EventuallyAsync(() => Task.FromResult(gateway.App.Services.GetRequiredService<Recorder>().Series.Count == 1));
        return gateway;
    }

    private async Task<DashboardPage> OpenAsync(TestGateway gateway, string locale = "en-GB")
    {
        var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/settings", new BrowserNewContextOptions { Locale = locale });
        await Expect(page[$"{Section} input[type=file]"]).ToBeVisibleAsync();
        return page;
    }

    private static Task ChooseAsync(DashboardPage page, string file) => page[$"{Section} input[type=file]"].SetInputFilesAsync(
        new FilePayload { Name = "history.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(file) });

    private static async Task<int> HoursAsync(TestGateway gateway)
    {
        var (from, to) = (Begin, Begin.AddDays(1));
        var (_, body) = await gateway.GetAsync(string.Create(
            CultureInfo.InvariantCulture, $"/api/history?keys=TempCWU&from={from:yyyy-MM-dd'T'HH:mm:ss'Z'}&to={to:yyyy-MM-dd'T'HH:mm:ss'Z'}&step=1h&format=columns"));
        return body.GetProperty("series")[0].GetProperty("values").EnumerateArray().Count(value => value.ValueKind != System.Text.Json.JsonValueKind.Null);
    }
}
