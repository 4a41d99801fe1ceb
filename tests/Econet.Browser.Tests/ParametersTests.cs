using Econet.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

[Collection(Chromium.Name)]
public sealed class ParametersTests(Chromium chromium, DemoHouse house)
{
    [FactWithChromium]
    public async Task Search_should_find_among_all_parameters_by_title_and_by_the_controllers_name()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters");
        await Expect(page["ec-parameters header"]).ToContainTextAsync("1870 parameters");
        await page.Page.Keyboard.PressAsync("/");

        await page.Page.Keyboard.TypeAsync("hot water target");
        await Expect(page["ec-parameter-list"]).ToContainTextAsync("HDWTSetPoint");
        await page["input[type=search]"].FillAsync("hdwtsetpointdown");

        await Expect(page["ec-parameter-list [role=row]"]).ToHaveCountAsync(1);
        await Expect(page["ec-parameter-list"]).ToContainTextAsync("Hot water hysteresis");
    }

    [FactWithChromium]
    public async Task Edit_should_be_verified_and_be_undone()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters/heatpump/HDWTSetPoint");
        var detail = page["ec-parameter-detail"];
        await Expect(detail).ToContainTextAsync("35 to 65 °C");
        await Expect(detail.Locator(".reading")).ToHaveTextAsync("45 °C");

        await detail.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await detail.GetByRole(AriaRole.Button, new() { Name = "Set", Exact = true }).ClickAsync();
        await Expect(detail.Locator("[data-status=verified]")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(detail.Locator(".reading")).ToHaveTextAsync("46 °C");
        await detail.GetByRole(AriaRole.Button, new() { Name = "Back to 45 °C", Exact = true }).ClickAsync();

        await Expect(detail.Locator(".reading")).ToHaveTextAsync("45 °C", new() { Timeout = 30_000 });
        Assert.Empty(page.Errors);
    }

    [FactWithChromium]
    public async Task Edit_should_say_why_it_was_refused()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters/heatpump/HDWTSetPoint");
        var entry = page["ec-parameter-detail input"];

        await entry.FillAsync("90");
        await entry.PressAsync("Enter");

        await Expect(page["ec-parameter-detail [role=alert]"]).ToHaveTextAsync("90 °C was not sent: the device takes 35 to 65 °C.");
        await Expect(page["ec-parameter-detail .reading"]).ToHaveTextAsync("45 °C");
    }

    [FactWithChromium]
    public async Task Mode_should_be_chosen_by_name()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters/heatpump/HDWusermode");
        var detail = page["ec-parameter-detail"];

        await detail.GetByRole(AriaRole.Radio, new() { Name = "Schedule", Exact = true }).ClickAsync();

        await Expect(detail.Locator(".reading")).ToHaveTextAsync("Schedule", new() { Timeout = 30_000 });
    }

    [FactWithChromium]
    public async Task Filters_should_be_in_the_address_and_favourites_on_top()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters?part=buffer&writable=1");
        var rows = page["ec-parameter-list [role=row]"];
        await Expect(rows.First).ToContainTextAsync("Buffer");
        var last = rows.Nth(3);
        var name = await last.GetAttributeAsync("data-id");

        await last.GetByRole(AriaRole.Button, new() { Name = "Favourite" }).ClickAsync();

        await Expect(rows.First).ToHaveAttributeAsync("data-id", name!);
    }

    [FactWithChromium]
    public async Task List_should_be_walked_with_the_keyboard()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters");
        await page["ec-parameter-list [role=row]"].First.FocusAsync();

        await page.Page.Keyboard.PressAsync("End");
        await Expect(page["[aria-rowindex='1870']"]).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page["ec-parameter-detail"]).ToBeVisibleAsync();
    }
}
