using Econet.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

[Collection(Chromium.Name)]
public sealed class HomeTests(Chromium chromium, DemoHouse house)
{
    [FactWithChromium]
    public async Task Home_should_draw_the_parts_that_exist_and_say_what_the_machine_does()
    {
        await using var page = await chromium.OpenAsync(house.Address);

        await Expect(page["[data-part=hot_water]"]).ToBeVisibleAsync();
        await Expect(page["[data-part=circuit_1]"]).ToBeVisibleAsync();
        // It is there, and not in use.
        await Expect(page["[data-part=circuit_3]"]).ToHaveCountAsync(0);
        await Expect(page["ec-home h1"]).ToContainTextAsync(new System.Text.RegularExpressions.Regex("since \\d\\d:\\d\\d"));
        await Expect(page[".figures"]).ToContainTextAsync("kW");
        await Expect(page[".strip li"]).ToHaveCountAsync(12);
        Assert.Empty(page.Errors);
    }

    [FactWithChromium]
    public async Task Water_should_be_drawn_no_farther_than_to_the_last_circuit_whose_pump_runs()
    {
        await using var page = await chromium.OpenAsync(house.Address);
        await Expect(page["[data-part=hot_water]"]).ToBeVisibleAsync();

        var moving = await page.Page.EvaluateAsync<int[]>(
            """
            async () => {
              const drawing = document.createElement('ec-drawing');
              document.querySelector('main').append(drawing);
              const counts = [];
              for (const pumps of [[0, 1, 1], [1, 0, 0], [0, 0, 0]]) {
                drawing.system = { device: { current: true }, unit: { id: 'unit' }, water: null, buffer: null,
                  circuits: pumps.map((raw, at) => ({ id: `circuit_${at + 1}`, title: 'Circuit', device: null, pump: { raw } })) };
                drawing.width = 1000;
                await drawing.updateComplete;
                counts.push(...['circuits', 'circuitsBack'].map(pipe => drawing.querySelectorAll(`[data-pipe=${pipe}] .pipe-water`).length));
              }
              return counts;
            }
            """);

        // The pipe to the circuits, and a piece to each of them, the first of which is the last that water comes to.
        Assert.Equal([3, 3, 4, 4, 0, 0], moving);
    }

    [FactWithChromium]
    public async Task Values_should_change_without_a_reload()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters?q=clock+panel+second");
        var seconds = page["ec-parameter-list [data-id='heatpump/second'] .list-value"];
        var before = await seconds.InnerTextAsync();

        await Expect(seconds).Not.ToHaveTextAsync(before, new() { Timeout = 30_000 });
    }

    [FactWithChromium]
    public async Task Part_should_open_with_the_keyboard_and_give_the_focus_back()
    {
        await using var page = await chromium.OpenAsync(house.Address);
        await page["[data-part=hot_water]"].FocusAsync();

        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page["dialog.side"]).ToContainTextAsync("Hot water");
        await page.Page.Keyboard.PressAsync("Escape");

        await Expect(page["dialog.side"]).ToHaveCountAsync(0);
        await Expect(page["[data-part=hot_water]"]).ToBeFocusedAsync();
    }

    [FactWithChromium]
    public async Task Part_should_have_an_address_and_close_when_one_goes_back()
    {
        await using var page = await chromium.OpenAsync(house.Address);
        await page["[data-part=hot_water]"].ClickAsync();
        await Expect(page["dialog.side"]).ToContainTextAsync("Hot water");
        await Expect(page.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("#/home/heatpump/hot_water$"));

        await page.Page.GoBackAsync();
        await Expect(page["dialog.side"]).ToHaveCountAsync(0);

        await page.Page.GoForwardAsync();
        await Expect(page["dialog.side"]).ToContainTextAsync("Hot water");
        await page["dialog.side a[href*='part=hot_water']"].ClickAsync();
        await Expect(page["ec-parameter-list"]).ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }

    [FactWithChromium]
    public async Task Address_of_what_is_not_there_should_say_so()
    {
        await using var page = await chromium.OpenAsync(house.Address, "#/parameters/heatpump/NoSuchThing");
        await Expect(page["ec-parameters .note"]).ToContainTextAsync("no parameter NoSuchThing");

        foreach (var (address, view, told) in new[]
        {
            ("#/parameters/attic", "ec-parameters", "no device attic"),
            ("#/charts?keys=heatpump/NoSuchThing,heatpump/TempWthr", "ec-charts", "no parameter heatpump/NoSuchThing"),
            ("#/nowhere", "main", "no page nowhere"),
        })
        {
            await page.Page.EvaluateAsync($"location.hash = '{address}'");
            await Expect(page[view]).ToContainTextAsync(told);
        }

        await Expect(page["main a[href='#/home']"]).ToBeVisibleAsync();
        Assert.Empty(page.Errors);
    }

    [FactWithChromium]
    public async Task Pipes_should_stand_still_when_no_motion_is_wanted()
    {
        await using var page = await chromium.OpenAsync(house.Address, "", new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await Expect(page["[data-part=hot_water]"]).ToBeVisibleAsync();

        Assert.Equal(0, await page.Page.EvaluateAsync<int>("document.getAnimations().length"));
    }

    [FactWithChromium]
    public async Task Page_should_fit_a_phone()
    {
        await using var page = await chromium.OpenAsync(house.Address, "", new BrowserNewContextOptions { ViewportSize = new() { Width = 360, Height = 740 }, HasTouch = true });
        foreach (var view in new[] { "home", "rooms", "schedules", "timeline", "charts", "parameters", "alarms", "writes", "bus", "settings" })
        {
            await page.Page.EvaluateAsync($"location.hash = '#/{view}'");
            await Expect(page[$"ec-{view} h1"]).ToBeVisibleAsync();

            Assert.True(await page.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{view} is wider than the phone");
        }
    }

    [TheoryWithChromium]
    [InlineData("de-DE", "Übersicht")]
    [InlineData("pl-PL", "Przegląd")]
    [InlineData("fr-FR", "Home")]
    public async Task Page_should_speak_the_browsers_language_where_it_can(string locale, string home)
    {
        await using var page = await chromium.OpenAsync(house.Address, "", new BrowserNewContextOptions { Locale = locale });

        await Expect(page[".rail a[aria-current=page]"]).ToContainTextAsync(home);
    }

    [TheoryWithChromium]
    [InlineData("en-GB", "1 start, 3 starts, 5 starts, 22 starts, 112 starts")]
    [InlineData("de-DE", "1 Start, 3 Starts, 5 Starts, 22 Starts, 112 Starts")]
    [InlineData("pl-PL", "1 uruchomienie, 3 uruchomienia, 5 uruchomień, 22 uruchomienia, 112 uruchomień")]
    public async Task Number_of_things_should_be_told_in_the_form_of_the_language(string locale, string told)
    {
        await using var page = await chromium.OpenAsync(house.Address, "", new BrowserNewContextOptions { Locale = locale });
        await Expect(page[".rail a[aria-current=page]"]).ToBeVisibleAsync();

        Assert.Equal(told, await page.Page.EvaluateAsync<string>(
            """
            import(document.querySelector('script[type=module]').src.replace('shell/main.js', 'data/words.js'))
              .then(({ counted }) => [1, 3, 5, 22, 112].map(n => counted(n, '{n} start', '{n} starts')).join(', '))
            """));
    }
}
