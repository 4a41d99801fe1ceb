using System.CommandLine;

namespace Econet.Gateway.Commands;

/// <summary>The commands that ask a running gateway.</summary>
internal static class RemoteCommands
{
    public static IEnumerable<(Command Command, Func<ParseResult, Request> Read)> Build() => [Get(), Set(), Watch(), Bundle(), Backup(), Restore(), Diff()];

    private static (Command, Func<ParseResult, Request>) Get()
    {
        var keys = Keys("The parameters, by name, name@index or index. Default: all.");
        var search = new Option<string>("--search") { HelpName = "words", Description = "Only parameters with all these words in their names, titles or parts." };
        var part = new Option<string>("--part") { HelpName = "part", Description = "Only this part of the system, such as hot_water or circuit_2." };
        var language = new Option<string>("--lang") { HelpName = "language", Description = "The language of titles and values: de, en or pl." };
        var (where, json) = (new WhichGateway(), Json("Print the answer of the gateway."));
        return (
            where.AddTo(new Command("get", "Print values of a running gateway.") { keys, search, part, language, json }),
            result => new Request.Get(
                where.Of(result), result.GetValue(keys) ?? [], result.GetValue(search), result.GetValue(part), result.GetValue(language), result.GetValue(json)));
    }

    private static (Command, Func<ParseResult, Request>) Set()
    {
        var key = new Argument<string>("key") { Description = "The parameter, by name, name@index or index." };
        var value = new Argument<string>("value") { Description = "A number, a text, or the name of a value such as Schedule." };
        var (where, json) = (new WhichGateway(), Json("Print the answer of the gateway."));
        return (
            where.AddTo(new Command("set", "Write a parameter, and wait until the device holds the value. Exit code 1 if it does not.") { key, value, json }),
            result => new Request.Set(where.Of(result), result.GetRequiredValue(key), result.GetRequiredValue(value), result.GetValue(json)));
    }

    private static (Command, Func<ParseResult, Request>) Watch()
    {
        var keys = Keys("The parameters, by name, name@index or index. Default: all.");
        var (where, json) = (new WhichGateway(), Json("Print one JSON object per event."));
        return (
            where.AddTo(new Command("watch", "Print values, and each change as it comes, until Ctrl-C.") { keys, json }),
            result => new Request.Watch(where.Of(result), result.GetValue(keys) ?? [], result.GetValue(json)));
    }

    private static (Command, Func<ParseResult, Request>) Bundle()
    {
        var file = new Argument<string?>("file") { Description = "The zip file to write. Default: econet-support-DATE.zip.", Arity = ArgumentArity.ZeroOrOne };
        var log = new Option<string>("--log") { HelpName = "file", Description = "A log file whose last lines to add. Default: that of LOG_FILE, or the journal of econet-gateway." };
        var where = new WhichGateway(hasDevice: false);
        return (
            where.AddTo(new Command(
                "support-bundle", "Collect version, settings, status and the last log lines for a problem report. Secrets are left out.") { file, log }),
            result => new Request.SupportBundle(where.Of(result), result.GetValue(file), result.GetValue(log)));
    }

    private static (Command, Func<ParseResult, Request>) Backup()
    {
        var file = new Argument<string>("file") { Description = "The zip file to write. An existing file is not overwritten." };
        var where = new WhichGateway(hasDevice: false);
        return (
            where.AddTo(new Command(
                "backup", "Save the configuration file, the state, and the values of all writable parameters. The file holds secrets.") { file }),
            result => new Request.Backup(where.Of(result), result.GetRequiredValue(file)));
    }

    private static (Command, Func<ParseResult, Request>) Restore()
    {
        var file = new Argument<string>("file") { Description = "A file of backup." };
        var files = new Option<bool>("--files") { Description = "Restore configuration and state instead of parameters. The gateway must be stopped." };
        var only = new Option<string[]>("--only") { HelpName = "pattern", Description = "Only parameters whose names match, with * and ?, such as 'HDW*'." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var where = new WhichGateway();
        return (
            where.AddTo(new Command("restore", "Show what differs from a backup, ask, and write it back.") { file, files, only, yes }),
            result => new Request.Restore(
                where.Of(result), result.GetRequiredValue(file), result.GetValue(files), result.GetValue(only) ?? [], result.GetValue(yes)));
    }

    private static (Command, Func<ParseResult, Request>) Diff()
    {
        var before = new Argument<string>("before") { Description = "A file of backup." };
        var after = new Argument<string?>("after") { Description = "Another one. Default: the running gateway.", Arity = ArgumentArity.ZeroOrOne };
        var where = new WhichGateway();
        return (
            where.AddTo(new Command("diff", "Show which writable parameters differ. Exit code 1 if any do.") { before, after }),
            result => new Request.Diff(where.Of(result), result.GetRequiredValue(before), result.GetValue(after)));
    }

    private static Argument<string[]> Keys(string description) => new("keys") { Description = description, Arity = ArgumentArity.ZeroOrMore };

    private static Option<bool> Json(string description) => new("--json") { Description = description };
}
