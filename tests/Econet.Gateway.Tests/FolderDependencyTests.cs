using System.Text.RegularExpressions;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests;

/// <summary>Which folders of the gateway know which.</summary>
public sealed partial class FolderDependencyTests
{
    [FactWithDocument("architecture.md")]
    public void Folders_should_not_know_each_other_both_ways()
    {
        var known = Dependencies();

        Assert.Contains(("HomeAssistant", "Mqtt"), known);
        Assert.DoesNotContain(known, pair => known.Contains((pair.To, pair.From)));
    }

    [FactWithDocument("architecture.md")]
    public void Folders_should_not_know_what_is_above_them() => Assert.Empty(Dependencies().Intersect(
        [("HomeAssistant", "Configuration"), ("HomeAssistant", "Endpoints"), ("Mqtt", "HomeAssistant"), ("Mqtt", "Configuration"), ("Http", "Endpoints")]));

    private static HashSet<(string From, string To)> Dependencies()
    {
        var root = Path.Combine(Documents.Root!, "src", "Econet.Gateway");
        string[] folders = [.. Directory.EnumerateDirectories(root).Select(Path.GetFileName).OfType<string>().Where(name => name is not ("bin" or "obj"))];
        return
        [
            .. from folder in folders
               from file in Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
               from Match match in Name().Matches(File.ReadAllText(file))
               let other = match.Groups["folder"].Value
               where other != folder && folders.Contains(other)
               select (folder, other),
        ];
    }

    // A using of the namespace, or a name that begins with it: 'Http.BadRequestException'.
    [GeneratedRegex(@"(?:using (?:static )?Econet\.Gateway\.(?<folder>\w+)[.;])|(?:(?<![\w.])(?:Econet\.Gateway\.)?(?<folder>[A-Z]\w+)\.[A-Z])")]
    private static partial Regex Name();
}
