using Econet.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

/// <summary>
/// Takes the pictures of the documents, and those that whoever changes the page should look at: <c>ECONET_PICTURES=$PWD/docs/images</c>, and besides
/// <c>ECONET_PICTURES_OF=charts</c> for the views that begin so, empty for all, in three sizes and both themes. Without the first, nothing is taken.
/// </summary>
[Collection(Chromium.Name)]
public sealed class PicturesTests(Chromium chromium, DemoHouse house)
{
    private const string Charts = "charts?keys=heatpump/TempWthr,heatpump/TempCWU,heatpump/TempOutlet,heatpump/HPStatusWorkMode&range=24h";

    private static readonly string? Directory = Environment.GetEnvironmentVariable("ECONET_PICTURES");

    private static readonly (string Name, string View, int Width, int Height, ColorScheme Scheme)[] OfDocuments =
    [
        ("dashboard-home", "home", 1280, 860, ColorScheme.Light), ("dashboard-parameters", "parameters/heatpump/HDWTSetPoint", 1280, 860, ColorScheme.Light),
        ("dashboard-timeline", "timeline?span=month", 1280, 860, ColorScheme.Light), ("dashboard-charts", Charts, 1280, 860, ColorScheme.Light),
        ("dashboard-phone", "home", 390, 844, ColorScheme.Dark),
    ];

    private static readonly string[] Views =
    [
        "home", "home/heatpump/hot_water", "rooms", "schedules", "timeline?span=month", Charts, "parameters", "parameters/heatpump/HDWTSetPoint", "alarms", "writes", "bus",
        "settings", "login",
    ];

    [FactWithChromium]
    public async Task Pictures_should_be_taken_where_they_are_asked_for()
    {
        if (Directory is null)
        {
            return;
        }

        await house.PastAsync();
        foreach (var (name, view, width, height, scheme) in OfDocuments)
        {
            await TakeAsync(Path.Combine(Directory, name + ".png"), view, width, height, scheme, isWhole: false);
        }
    }

    [FactWithChromium]
    public async Task Every_view_should_be_taken_in_all_sizes_where_that_is_asked_for()
    {
        if (Directory is null || Environment.GetEnvironmentVariable("ECONET_PICTURES_OF") is not { } wanted)
        {
            return;
        }

        await house.PastAsync();
        foreach (var view in Views.Where(view => view.StartsWith(wanted, StringComparison.Ordinal)))
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                foreach (var (width, height) in ((int, int)[])[(390, 844), (1024, 768), (1600, 1000)])
                {
                    var name = $"{view.Split('?')[0].Replace('/', '-')}-{width}-{scheme}.png".ToLowerInvariant();
                    await TakeAsync(Path.Combine(Directory, name), view, width, height, scheme, isWhole: true);
                }
            }
        }
    }

    private async Task TakeAsync(string path, string view, int width, int height, ColorScheme scheme, bool isWhole)
    {
        await using var page = await chromium.OpenAsync(house.Address, $"#/{view}", new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce,
        });
        await Expect(page[$"ec-{view.Split('/', '?')[0]} h1"].First).ToBeVisibleAsync();
        await Expect(page["main .empty[role=status]"]).ToHaveCountAsync(0);
        // Until what the view asked for is drawn.
        await page.Page.WaitForTimeoutAsync(1500);
        await Expect(page["main .empty[role=status]"]).ToHaveCountAsync(0);
        await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = isWhole });
    }
}
