using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Econet.Browser.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Econet.Browser.Tests;

[Collection(Chromium.Name)]
public sealed class AccessibilityTests(Chromium chromium, DemoHouse house)
{
    private static readonly string[] Views =
    [
        "home", "rooms", "schedules", "timeline", "charts", "parameters", "parameters/heatpump/HDWTSetPoint", "alarms", "writes", "bus", "settings", "login",
    ];

    /// <summary>What WCAG 2.2 AA asks for, as far as a program can see it.</summary>
    private static readonly AxeRunOptions Everything = new()
    {
        RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    [TheoryWithChromium]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Views_should_have_nothing_that_keeps_people_out(ColorScheme scheme)
    {
        await using var page = await chromium.OpenAsync(house.Address, "", new BrowserNewContextOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        var found = new List<string>();
        foreach (var view in Views)
        {
            await page.Page.EvaluateAsync($"location.hash = '#/{view}'");
            await Expect(page[$"ec-{view.Split('/')[0]} h1"]).ToBeVisibleAsync();
            await Expect(page["main .empty[role=status]"]).ToHaveCountAsync(0);
            var result = await page.Page.RunAxe(Everything);
            found.AddRange(
                from violation in result.Violations
                where violation.Impact is "serious" or "critical"
                from node in violation.Nodes
                select $"{view}: {violation.Id} {node.Html}");
        }

        Assert.Empty(found);
        Assert.Empty(page.Errors);
    }
}
