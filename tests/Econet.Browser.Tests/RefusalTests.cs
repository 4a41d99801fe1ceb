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
            key, 103, default, default, default, EconetError.BudgetSpent, "Write budget of HDWTSetPoint is spent")
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
        await Expect(page["main h1"]).ToBeVisibleAsync();

        await page.Page.EvaluateAsync("location.hash = '#/parameters/heatpump/HDWTSetPoint'");
        await Expect(page["ec-parameter-detail"]).ToContainTextAsync(words);
        await page.Page.EvaluateAsync("location.hash = '#/schedules'");
        await Expect(page["ec-schedules h1"]).ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }
}
