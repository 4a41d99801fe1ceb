using System.CommandLine;
using System.CommandLine.Help;
using Econet.Gateway.Commands;
using Econet.Gateway.Configuration;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.Commands;

public sealed class CommandsDocumentTests
{
    [FactWithDocument("commands.md")]
    public void Document_should_name_every_command_with_its_arguments_and_options()
    {
        var document = File.ReadAllText(Documents.Find("commands.md")!);
        var settings = Settings.All.Select(setting => setting.Option).ToHashSet();

        Assert.All(Leaves(CommandLine.Describe(), ""), leaf =>
        {
            var head = leaf.Command.Arguments.Aggregate($"## `{leaf.Name}", (text, argument) =>
                text + (argument.Arity.MinimumNumberOfValues == 0 ? $" [{argument.Name.ToUpperInvariant()}]" : $" {argument.Name.ToUpperInvariant()}")) + "`";
            Assert.Contains(head + "\n", document, StringComparison.Ordinal);
            var section = document[(document.IndexOf(head + "\n", StringComparison.Ordinal) + head.Length)..];
            section = section.Split("\n## ", 2)[0];
            Assert.All(
                leaf.Command.Options.Where(option => option is not HelpOption && !settings.Contains(option.Name)),
                option => Assert.Contains($"`{option.Name}", section, StringComparison.Ordinal));
        });
    }

    [FactWithDocument("commands.md")]
    public void Document_should_name_no_command_that_is_not_there()
    {
        var known = Leaves(CommandLine.Describe(), "").Select(leaf => leaf.Name).ToHashSet();

        var told = File.ReadLines(Documents.Find("commands.md")!)
            .Where(line => line.StartsWith("## `", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line[4..].Split('`')[0].Split(' ').TakeWhile(word => char.IsAsciiLetterLower(word[0]))));

        Assert.All(told, name => Assert.Contains(name, known));
    }

    private static IEnumerable<(string Name, Command Command)> Leaves(Command command, string prefix) => command.Subcommands
        .SelectMany(sub => sub.Subcommands.Count == 0 ? [($"{prefix}{sub.Name}", sub)] : Leaves(sub, $"{prefix}{sub.Name} "));
}
