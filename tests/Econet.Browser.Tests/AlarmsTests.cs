using Econet.Actors.Messages;
using Econet.Browser.Tests.Support;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

[Collection(Chromium.Name)]
public sealed class AlarmsTests(Chromium chromium)
{
    [TheoryWithChromium]
    [InlineData("en-GB", "The alarm log has not been read yet.")]
    [InlineData("de-DE", "Die Alarmliste wurde noch nicht gelesen.")]
    [InlineData("pl-PL", "Lista alarmów nie została jeszcze odczytana.")]
    public async Task Log_that_was_not_read_yet_should_be_told_as_such_and_come_by_itself(string locale, string words)
    {
        var device = new FakeDevice("heatpump", FakeDevice.Parameter(3, "TempWthr", Value.Of(2.5f))) { AlarmsReadAt = null };
        await using var gateway = await TestGateway.StartOnSocketAsync(device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/alarms", new BrowserNewContextOptions { Locale = locale });
        await Expect(page["ec-alarms [role=status]"]).ToHaveTextAsync(words);
        await Expect(page["ec-alarms .empty"]).ToHaveCountAsync(1);

        device.Alarms = [new Alarm(0, 148, "Water flow", FakeDevice.At.DateTime, null)];
        device.AlarmsReadAt = FakeDevice.At;

        await Expect(page["ec-alarms tbody tr"]).ToContainTextAsync("148", new() { Timeout = 30_000 });
        await Expect(page["ec-alarms [role=status]"]).ToHaveCountAsync(0);
        Assert.Empty(page.Errors);
    }
}
