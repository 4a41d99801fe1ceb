using Econet.Actors.Messages;
using Econet.Browser.Tests.Support;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

/// <summary>Why a change was not made, said where it was asked for, in the language of whoever looks.</summary>
[Collection(Chromium.Name)]
public sealed class RefusalTests(Chromium chromium)
{
    private readonly FakeDevice _device = new(
        "heatpump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true, min: 35, max: 65, unit: "°C"));

    [TheoryWithChromium]
    [InlineData("en-GB", "90 °C was not sent: the device takes 35 to 65 °C.", "so it was not changed. It may be changed again from", "Refused")]
    [InlineData("de-DE", "90 °C wurde nicht gesendet: das Gerät nimmt 35 bis 65 °C.", "kann er wieder geändert werden.", "Abgelehnt")]
    [InlineData("pl-PL", "90 °C nie wysłano: urządzenie przyjmuje 35 do 65 °C.", "Można ją zmienić ponownie od", "Odrzucono")]
    public async Task Refusals_should_be_told_in_words(string locale, string range, string budget, string refused)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(_device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/parameters/heatpump/HDWTSetPoint", new BrowserNewContextOptions { Locale = locale });
        var (detail, entry) = (page["ec-parameter-detail"], page["ec-parameter-detail input"]);
        await Expect(detail).ToContainTextAsync("65 °C");

        await entry.FillAsync("90");
        await entry.PressAsync("Enter");
        await Expect(detail.Locator("[role=alert]")).ToHaveTextAsync(range);
        Assert.Empty(_device.Written);

        _device.OnWrite = (key, _) => new WriteResult(
            key, 103, default, default, default, EconetError.BudgetSpent, "Whatever it is called")
        {
            RetryAt = TimeProvider.System.GetUtcNow().AddMinutes(20),
        };
        await entry.FillAsync("50");
        await entry.PressAsync("Enter");
        await Expect(detail.Locator("[data-status=refused]")).ToContainTextAsync(budget);

        _device.OnWrite = (key, _) => new WriteResult(key, 103, default, default, default, EconetError.Refused, "The controller refuses 51");
        await entry.FillAsync("51");
        await entry.PressAsync("Enter");
        await Expect(detail.Locator("[data-status=refused]")).ToContainTextAsync(refused);
        await Expect(detail.Locator("ec-progress [lang=en]")).ToHaveTextAsync("The controller refuses 51");
    }

    [TheoryWithChromium]
    [InlineData("en-GB", EconetError.OutOfRange, "The device does not take this value now: it is out of its range.")]
    [InlineData("de-DE", EconetError.ReadOnly, "Das Gerät lässt diesen Wert nicht ändern.")]
    [InlineData("pl-PL", EconetError.BudgetClosed, "a bramka jest ustawiona tak, aby nigdy jej nie zmieniać.")]
    [InlineData("de-DE", EconetError.NotDurable, "weil der Datenträger des Gateways nichts annimmt")]
    public async Task Refusal_should_be_known_by_its_code_and_not_by_its_text(string locale, EconetError error, string words)
    {
        await using var gateway = await TestGateway.StartOnSocketAsync(_device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/parameters/heatpump/HDWTSetPoint", new BrowserNewContextOptions { Locale = locale });
        _device.OnWrite = (key, _) => new WriteResult(key, 103, default, default, default, error, "budget in memory, out of range");

        await SetAsync(page, "50");

        await Expect(page["ec-parameter-detail [data-status=refused]"]).ToContainTextAsync(words);
        await Expect(page["ec-progress [lang=en]"]).ToHaveCountAsync(0);
    }

    [FactWithChromium]
    public async Task Write_that_the_budget_refused_after_it_was_accepted_should_be_told_in_words()
    {
        var ended = FakeDevice.Job(7, WriteStatus.Expired) with { Error = EconetError.BudgetSpent, RetryAt = TimeProvider.System.GetUtcNow().AddMinutes(20), Message = "Spent" };
        _device.OnWrite = (key, _) => new WriteResult(key, 103, default, default, default) { Job = ended };
        _device.Jobs = [ended];
        await using var gateway = await TestGateway.StartOnSocketAsync(_device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/parameters/heatpump/HDWTSetPoint", new BrowserNewContextOptions { Locale = "de-DE" });

        await SetAsync(page, "50");
        await Expect(page["ec-parameter-detail [data-status=expired]"]).ToContainTextAsync("kann er wieder geändert werden.");

        await page.Page.EvaluateAsync("location.hash = '#/writes'");
        await Expect(page["ec-writes tbody tr"]).ToContainTextAsync("kann er wieder geändert werden.");
        Assert.Empty(page.Errors);
    }

    [TheoryWithChromium]
    [InlineData("en-GB", "Your key tablet may only look.")]
    [InlineData("de-DE", "Ihr Schlüssel tablet darf nur ansehen.")]
    [InlineData("pl-PL", "Twój klucz tablet może tylko oglądać.")]
    public async Task Key_for_reading_should_be_told_why_nothing_can_be_changed(string locale, string words)
    {
        using var keys = new TestKeys();
        var key = await keys.AddAsync("tablet", AccessScope.Read);
        await using var gateway = await TestGateway.StartOnSocketAsync(TestGateway.Options with { StateDirectory = keys.Directory }, _device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/login", new BrowserNewContextOptions { Locale = locale });
        await page["input[name=key]"].FillAsync(key);
        await page["input[name=key]"].PressAsync("Enter");
        await Expect(page["main:not(.login) h1"]).ToBeVisibleAsync();

        await page.Page.EvaluateAsync("location.hash = '#/parameters/heatpump/HDWTSetPoint'");
        await Expect(page["ec-parameter-detail"]).ToContainTextAsync(words);
        await page.Page.EvaluateAsync("location.hash = '#/schedules'");
        await Expect(page["ec-schedules h1"]).ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }

    private static async Task SetAsync(DashboardPage page, string value)
    {
        var entry = page["ec-parameter-detail input"];
        await Expect(page["ec-parameter-detail"]).ToContainTextAsync("65 °C");
        await entry.FillAsync(value);
        await entry.PressAsync("Enter");
    }
}
