using Econet.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

[Collection(Chromium.Name)]
public sealed class SchedulesTests(Chromium chromium, DemoHouse house)
{
    private const string Monday = ".week-row:nth-child(4) .cells";

    [FactWithChromium]
    public async Task Schedule_should_be_painted_with_the_mouse_compared_and_written()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/schedules/heatpump/HDW");
        var cells = (await page[Monday].BoundingBoxAsync())!;

        await page.Page.Mouse.MoveAsync(At(cells, 12.25f), cells.Y + 20);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(At(cells, 13.75f), cells.Y + 20, new() { Steps = 8 });
        await page.Page.Mouse.UpAsync();
        await Expect(page[".changes"]).ToContainTextAsync("12:00-14:00");
        await page.Button("Write").ClickAsync();

        await Expect(page["ec-schedules"]).ToContainTextAsync("Written", new() { Timeout = 30_000 });
        await Expect(page[$"{Monday} [data-slot='24']"]).ToHaveAttributeAsync("aria-selected", "true");
        Assert.Empty(page.Errors);
    }

    [FactWithChromium]
    public async Task Schedule_should_be_painted_with_a_finger()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/schedules/heatpump/HDW", new BrowserNewContextOptions { HasTouch = true });
        var cells = (await page[Monday].BoundingBoxAsync())!;
        var session = await page.Page.Context.NewCDPSessionAsync(page.Page);

        foreach (var (type, hour) in new[] { ("touchStart", 20.25f), ("touchMove", 20.75f), ("touchMove", 21.25f), ("touchMove", 21.75f), ("touchEnd", 0) })
        {
            await session.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["touchPoints"] = hour > 0 ? new[] { new Dictionary<string, object> { ["x"] = At(cells, hour), ["y"] = cells.Y + 20 } } : [],
            });
        }

        await Expect(page[".changes ins"]).ToContainTextAsync("20:00-22:00");
    }

    [FactWithChromium]
    public async Task Schedule_should_be_painted_with_the_keyboard_and_copied_to_other_days()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/schedules/heatpump/HDW");
        await page[$"{Monday} [data-slot='36']"].EvaluateAsync("cell => cell.closest('ec-week-grid').at = { row: 0, slot: 36 }");
        await page[$"{Monday} [data-slot='36']"].FocusAsync();

        await page.Page.Keyboard.PressAsync("Space");
        await page.Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(page[".changes ins"]).ToContainTextAsync("18:00-19:00");
        await page.Button("Copy Monday to other days").ClickAsync();
        await page.Button("Weekend").ClickAsync();
        await page["dialog"].GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();

        await Expect(page[".changes li"]).ToHaveCountAsync(3);
    }

    [FactWithChromium]
    public async Task Schedule_that_was_painted_should_wait_while_somebody_looks_at_something_else()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/schedules/heatpump/HDW");
        var cells = (await page[Monday].BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(At(cells, 15.25f), cells.Y + 20);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(At(cells, 15.75f), cells.Y + 20, new() { Steps = 4 });
        await page.Page.Mouse.UpAsync();
        await Expect(page[".changes li"]).ToHaveCountAsync(1);

        await page.Page.EvaluateAsync("location.hash = '#/alarms'");
        await Expect(page["ec-schedules"]).ToHaveCountAsync(0);
        await page.Page.EvaluateAsync("location.hash = '#/schedules/heatpump/HDW'");
        await Expect(page[".changes li"]).ToHaveCountAsync(1);

        await page.Button("Discard").ClickAsync();
        await Expect(page[".changes li"]).ToHaveCountAsync(0);
    }

    [FactWithChromium]
    public async Task Schedules_should_open_at_one_that_is_used()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/schedules");

        await Expect(page["ec-schedules nav .button[aria-current]"]).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("#/schedules/heatpump/."));
        await Expect(page["ec-week-grid [aria-selected=true]"].First).ToBeVisibleAsync();
    }

    private static float At(LocatorBoundingBoxResult cells, float hour) => cells.X + (cells.Width * hour / 24);
}
