using System.Text;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Configuration;

public sealed class ConfigurationDocumentTests
{
    [FactWithDocument("configuration.md")]
    public void Document_should_hold_the_table_of_settings() =>
        Assert.Contains(Table(), File.ReadAllText(Documents.Find("configuration.md")!), StringComparison.Ordinal);

    private static string Table()
    {
        var table = new StringBuilder("| variable | config.yaml | default | | values |\n|---|---|---|---|---|\n");
        foreach (var setting in Settings.All)
        {
            table.Append(null, $"| `{setting.Name}` | {Code(setting.Path)} | {Code(setting.Documented)} ")
                .Append(null, $"| {setting.Description} | {setting.Allowed} |\n");
        }

        return table.ToString();
    }

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{text}`";
}
