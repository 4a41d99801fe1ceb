using Microsoft.Playwright;

namespace Econet.Browser.Tests.Support;

/// <summary>Debian's Chromium, driven by Playwright; one process for all tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    public const string Name = "chromium";

    internal static readonly string? Path = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser" }.FirstOrDefault(File.Exists);

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Path is null)
        {
            return;
        }

        // How long a page may take is measured elsewhere: on a busy machine it takes longer than the 5 s that Playwright gives it.
        Assertions.SetDefaultExpectTimeout(20_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            // As root there is no sandbox; and nothing in the background asks the internet.
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A browser of somebody who was never here.</summary>
    internal async Task<DashboardPage> OpenAsync(Uri gateway, string hash = "", BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions();
        options.Locale ??= "en-GB";
        options.ViewportSize ??= new ViewportSize { Width = 1280, Height = 800 };
        var context = await _browser!.NewContextAsync(options);
        var page = new DashboardPage(await context.NewPageAsync());
        await page.GoAsync(new Uri(gateway, hash));
        return page;
    }
}

[CollectionDefinition(Chromium.Name)]
public sealed class ChromiumTests : ICollectionFixture<Chromium>, ICollectionFixture<DemoHouse>;

/// <summary>A test that needs a browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithChromiumAttribute : FactAttribute
{
    public FactWithChromiumAttribute()
    {
        if (Chromium.Path is null)
        {
            Skip = "There is no /usr/bin/chromium; apt-get install chromium brings it.";
        }
    }
}

/// <inheritdoc cref="FactWithChromiumAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TheoryWithChromiumAttribute : TheoryAttribute
{
    public TheoryWithChromiumAttribute()
    {
        if (Chromium.Path is null)
        {
            Skip = "There is no /usr/bin/chromium; apt-get install chromium brings it.";
        }
    }
}
