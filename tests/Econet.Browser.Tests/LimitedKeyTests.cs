using Econet.Browser.Tests.Support;
using Econet.Gateway.Security;
using Econet.Gateway.Tests.Support;
using Econet.Values;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

/// <summary>The page for those whose key is for some parameters or devices only.</summary>
[Collection(Chromium.Name)]
public sealed class LimitedKeyTests(Chromium chromium)
{
    private static readonly Dictionary<string, string> Views = new()
    {
        ["home"] = "Your key does not show what the heat pump does.",
        ["rooms"] = "Your key shows no room.",
        ["schedules"] = "Hot water",
        ["timeline"] = "Your key does not show what the heat pump did.",
        ["charts"] = "Add a parameter to see how it was.",
        ["charts?keys=heatpump/TempWthr"] = "There is no parameter heatpump/TempWthr, or your key does not show it.",
        ["parameters"] = "Hot water target",
        ["parameters/heatpump/TempWthr"] = "There is no parameter TempWthr, or your key does not show it.",
        ["alarms"] = "Alarms",
        ["writes"] = "Nobody has changed lately what your key shows.",
        ["bus"] = "Frames",
        ["settings"] = "You may change values.",
    };

    [FactWithChromium]
    public async Task Every_view_should_say_what_the_key_does_not_show()
    {
        using var keys = new TestKeys();
        var key = await keys.AddAsync("kitchen", AccessScope.Write, parameters: ["HDW*"]);
        var house = new DemoHouse { Keys = keys };
        await house.InitializeAsync();
        try
        {
            await using var page = await chromium.OpenAsync(house.Address, "#/home");
            await page["input[name=key]"].FillAsync(key);
            await page["input[name=key]"].PressAsync("Enter");
            await Expect(page["main .hidden-note"]).ToBeVisibleAsync();
            foreach (var (view, words) in Views)
            {
                await page.Page.EvaluateAsync($"location.hash = '#/{view}'");
                await Expect(page[$"ec-{view.Split('/', '?')[0]} h1"]).ToBeVisibleAsync();
                await Expect(page["main .empty[role=status]"]).ToHaveCountAsync(0);
                await Expect(page["main .hidden-note"]).ToHaveTextAsync("Your key kitchen shows only HDW*. There may be more, which it does not show.");
                await Expect(page["main"]).ToContainTextAsync(words);
            }

            Assert.Empty(page.Errors);
        }
        finally
        {
            await house.DisposeAsync();
        }
    }

    [FactWithChromium]
    public async Task Key_that_may_see_all_and_change_some_should_be_told_so_at_the_others()
    {
        using var keys = new TestKeys();
        var key = await keys.AddAsync("kitchen", AccessScope.Write, parameters: ["hdw?Set*"]);
        var device = new FakeDevice(
            "heatpump", FakeDevice.Parameter(103, "HDWTSetPoint", Value.Of(ParameterType.UInt8, 45), writable: true, unit: "°C"),
            FakeDevice.Parameter(183, "BuforSetPoint", Value.Of(ParameterType.UInt8, 40), writable: true, unit: "°C"));
        await using var gateway = await TestGateway.StartOnSocketAsync(TestGateway.Options with { StateDirectory = keys.Directory }, device);
        await using var page = await chromium.OpenAsync(gateway.Client.BaseAddress!, "#/login");
        await page["input[name=key]"].FillAsync(key);
        await page["input[name=key]"].PressAsync("Enter");
        await Expect(page["main:not(.login) h1"]).ToBeVisibleAsync();

        await page.Page.EvaluateAsync("location.hash = '#/parameters/heatpump/BuforSetPoint'");
        await Expect(page["ec-parameter-detail"]).ToContainTextAsync("Your key kitchen may change only hdw?Set*.");
        await Expect(page["ec-parameter-detail input"]).ToBeDisabledAsync();
        await page.Page.EvaluateAsync("location.hash = '#/parameters/heatpump/HDWTSetPoint'");
        await Expect(page["ec-parameter-detail input"]).ToBeEnabledAsync();
        await Expect(page["main .hidden-note"]).ToHaveCountAsync(0);
        Assert.Empty(page.Errors);
    }
}
