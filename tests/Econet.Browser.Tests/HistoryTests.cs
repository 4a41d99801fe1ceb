using Econet.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

/// <summary>The views of what was; the demo has a past.</summary>
[Collection(Chromium.Name)]
public sealed class HistoryTests(Chromium chromium, DemoHouse house)
{
    [FactWithChromium]
    public async Task Timeline_should_tell_what_the_machine_did_day_by_day_and_what_the_house_needs()
    {
        await house.PastAsync();
        await using var page = await chromium.OpenAsync(house.Address, "#/timeline");

        await Expect(page[".days-band"]).ToHaveCountAsync(7);
        await Expect(page[".days-band .a-heating"].First).ToBeAttachedAsync();
        await Expect(page["ec-timeline .figures"]).ToContainTextAsync("COP");
        await page.Button("Month").ClickAsync();
        await Expect(page[".days-band"]).ToHaveCountAsync(31);
        await Expect(page["ec-timeline"]).ToContainTextAsync("W/K");
        Assert.NotInRange(await page[".scatter circle"].CountAsync(), 0, 9);
        await page.Button("Year").ClickAsync();
        await Expect(page[".days-band"]).ToHaveCountAsync(13);
        Assert.Empty(page.Errors);
    }

    [FactWithChromium]
    public async Task Numbers_beside_the_heat_of_the_days_should_be_legible_on_a_phone()
    {
        await house.PastAsync();
        await using var page = await chromium.OpenAsync(
            house.Address, "#/timeline?span=month", new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 390, Height = 844 } });
        await Expect(page[".scatter"]).ToBeVisibleAsync();

        var (sizes, overlap) = (
            await page.Page.EvaluateAsync<double[]>("[...document.querySelectorAll('.scatter text')].map(text => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)"),
            await page.Page.EvaluateAsync<int>("""
                (() => {
                  const boxes = [...document.querySelectorAll('.scatter text')].map(text => text.getBoundingClientRect());
                  return boxes.filter((one, at) => boxes.some((other, then) => then > at
                    && one.left < other.right && other.left < one.right && one.top < other.bottom - 2 && other.top < one.bottom - 2)).length;
                })()
                """));

        Assert.All(sizes, size => Assert.InRange(size, 12, 16));
        Assert.Equal(0, overlap);
    }

    [FactWithChromium]
    public async Task Chart_should_be_moved_and_zoomed_with_the_keyboard_and_be_in_the_address()
    {
        await house.PastAsync();
        await using var page = await chromium.OpenAsync(house.Address, "#/charts?range=24h");
        await Expect(page[".chart-host canvas"]).ToBeVisibleAsync();

        await page[".chart-host"].FocusAsync();
        await page.Page.Keyboard.PressAsync("+");
        await page.Page.Keyboard.PressAsync("ArrowLeft");

        var range = new Uri(page.Page.Url).Fragment.Split("range=")[1].Split('-', '&').Select(long.Parse).ToArray();
        Assert.InRange(range[1] - range[0], (12 * 3600) - 2, (12 * 3600) + 2);
        await Expect(page[".chart-host canvas"]).ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }

    [FactWithChromium]
    public async Task Parameter_should_be_added_to_a_chart_by_what_it_is_called()
    {
        await house.PastAsync();
        await using var page = await chromium.OpenAsync(house.Address, "#/charts?keys=,");
        await page["ec-parameter-picker input"].FillAsync("hot water temperature");

        await Expect(page["ec-parameter-picker [role=option]"].First).ToContainTextAsync("Hot water temperature");
        await page["ec-parameter-picker input"].PressAsync("Enter");

        await Expect(page["ec-charts .legend"]).ToContainTextAsync("Hot water temperature");
        await Expect(page[".chart-host canvas"]).ToBeVisibleAsync();
    }
}
