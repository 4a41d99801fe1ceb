using System.Text;
using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Tests.Configuration;

public sealed class ConfigurationDocumentTests
{
    [FactWithDocument]
    public void Document_should_hold_the_table_of_settings() =>
        Assert.Contains(Table(), File.ReadAllText(FactWithDocumentAttribute.Path!), StringComparison.Ordinal);

    private static string Table()
    {
        var table = new StringBuilder("| variable | config.yaml | default | |\n|---|---|---|---|\n");
        foreach (var setting in Settings.All)
        {
            table.Append(null, $"| `{setting.Name}` | {Code(setting.Path)} | {Code(setting.Documented)} ")
                .Append(null, $"| {setting.Description} {HelpText.Capital(setting.Allowed)}. |\n");
        }

        return table.ToString();
    }

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{text}`";
}

/// <summary>A test of docs/configuration.md of the repository, which a copy of the binaries alone does not have.</summary>
internal sealed class FactWithDocumentAttribute : FactAttribute
{
    public FactWithDocumentAttribute()
    {
        if (Path is null)
        {
            Skip = "There is no docs/configuration.md next to the solution.";
        }
    }

    public static string? Path { get; } = Find(AppContext.BaseDirectory);

    private static string? Find(string? directory)
    {
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory, "Econet.Actors.sln")))
        {
            directory = System.IO.Path.GetDirectoryName(directory);
        }

        return directory is not null && System.IO.Path.Combine(directory, "docs", "configuration.md") is var path && File.Exists(path) ? path : null;
    }
}
