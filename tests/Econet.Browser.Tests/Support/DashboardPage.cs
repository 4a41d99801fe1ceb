using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Econet.Browser.Tests.Support;

/// <summary>A page with the dashboard, and what went wrong in it.</summary>
internal sealed class DashboardPage(IPage page) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _errors = [];

    public IPage Page => page;

    /// <summary>What the console and scripts told as errors.</summary>
    public IEnumerable<string> Errors => _errors;

    public ILocator this[string selector] => page.Locator(selector);

    public async Task GoAsync(Uri address)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Enqueue($"{message.Text} {message.Location}");
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        await page.GotoAsync(address.ToString());
    }

    public ILocator Button(string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true });

    /// <summary>Waits until a script's expression is true.</summary>
    public Task UntilAsync(string expression) => page.WaitForFunctionAsync(expression);

    public async ValueTask DisposeAsync() => await page.Context.DisposeAsync();
}
