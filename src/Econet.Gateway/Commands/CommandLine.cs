using System.CommandLine;
using System.CommandLine.Invocation;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>Parses the arguments.</summary>
internal static class CommandLine
{
    public const string Hint = "Run with --help for usage.";

    private const string Description = """
        A local gateway for heating systems: GM3 heat pumps and NEA SMART 2.0, over REST, live events, MQTT and Home Assistant.

        Every setting is also an environment variable and a key in the configuration file. The command line takes precedence over the
        environment, and the environment over the file.
        """;

    // An argument that begins with @ is a value, not a file of arguments.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    /// <exception cref="CommandLineException">It does not follow <c>--help</c>.</exception>
    public static Request Parse(IReadOnlyList<string> arguments)
    {
        var (root, requests) = Build();
        var result = root.Parse(arguments, Parser);
        return result.Action switch
        {
            ParseErrorAction => throw new CommandLineException(
                string.Join("; ", result.Errors.Select(error => error.Message.ReplaceLineEndings(" ").TrimEnd('.')).Distinct())),
            { } action when action == result.CommandResult.Command.Action => requests[result.CommandResult.Command](result),
            // Help, the version, completions for a shell.
            _ => new Request.Print(TextOf(result)),
        };
    }

    /// <summary>All commands, for the documentation.</summary>
    public static RootCommand Describe() => Build().Root;

    private static (RootCommand Root, Dictionary<Command, Func<ParseResult, Request>> Requests) Build()
    {
        var requests = new Dictionary<Command, Func<ParseResult, Request>>();
        var settings = Settings.All.ToDictionary(setting => setting, OptionOf);
        var root = new RootCommand(Description);
        foreach (var own in root.Options.Where(option => option is VersionOption).ToArray())
        {
            root.Options.Remove(own);
        }

        root.Add(new Option<bool>("--version") { Description = "Print the version.", Action = new PrintVersion() });
        WithSettings(root, given => new Request.Run(Demo: false, given));
        Add("serve", "Serve the configured systems. This is the default command.", given => new Request.Run(Demo: false, given));
        Add("demo", "Serve simulated systems, without hardware.", given => new Request.Run(Demo: true, given));
        Add("check", "Check everything that a start needs: settings, ports, directories, the broker. Exit code 78 if the gateway would not start.",
            given => new Request.Check(given));
        Add("healthcheck", "Ask the gateway on this machine whether it is alive. Exit code 0 or 1.", given => new Request.HealthCheck(given));
        foreach (var (command, read) in RemoteCommands.Build().Append(SimulateCommand.Build()).Concat(ListenCommands.Build()))
        {
            root.Add(Means(command, read));
        }

        var devices = new Command("devices", "Commands for the devices of a running gateway.");
        foreach (var (command, read) in DevicesCommand.Build())
        {
            devices.Add(Means(command, read));
        }

        root.Add(devices);

        var history = new Command("history", "Commands for the history of a running gateway.");
        var (importHistory, readImport) = HistoryCommand.Import();
        history.Add(Means(importHistory, readImport));
        root.Add(history);

        var file = new Argument<string>("file") { Description = "The vocabulary file." };
        var vocabulary = new Command("vocabulary", "Commands for vocabulary files.");
        var check = new Command("check", "List all errors of a vocabulary file. Exit code 78 if there are any.") { file };
        vocabulary.Add(Means(check, result => new Request.CheckVocabulary(result.GetRequiredValue(file))));
        root.Add(vocabulary);

        var config = new Command("config", "Commands for the configuration.");
        config.Add(WithSettings(
            new Command("export", "Print the effective settings, with their sources, as a configuration file. Secrets are left out."),
            given => new Request.ExportConfiguration(given)));
        var imported = new Argument<string>("file") { Description = "The YAML or JSON file to convert." };
        var output = new Option<string>("--output") { Description = "The file to write.", DefaultValueFactory = _ => "config.yaml", HelpName = "file" };
        var force = new Option<bool>("--force") { Description = "Overwrite an existing file without asking." };
        var import = new Command(
            "import", "Convert an exported file, or one of another gateway, to a configuration file, and list the settings without effect.") { imported, output, force };
        config.Add(Means(import, result => new Request.ImportConfiguration(
            result.GetRequiredValue(imported), result.GetRequiredValue(output), result.GetValue(force))));
        root.Add(config);

        var keys = new Command("keys", "Commands for the keys of the API. A running gateway with the same STATE_DIR follows at once.");
        keys.Add(WithKeys(KeysCommand.Add()));
        keys.Add(WithKeys(KeysCommand.List()));
        keys.Add(WithKeys(KeysCommand.Revoke()));
        root.Add(keys);
        return (root, requests);

        // Of the settings these need to know where the keys are, and nothing else.
        Command WithKeys((Command Command, Func<ParseResult, IReadOnlyDictionary<Setting, string>, Request> Read) own)
        {
            Option<string>[] where = [settings[Settings.StateDirectory], settings[Settings.ConfigFile]];
            Array.ForEach(where, own.Command.Add);
            return Means(own.Command, result => own.Read(result, GivenOf(result, where)));
        }

        void Add(string name, string what, Func<Dictionary<Setting, string>, Request> request) =>
            root.Add(WithSettings(new Command(name, what), request));

        Command WithSettings(Command command, Func<Dictionary<Setting, string>, Request> request)
        {
            foreach (var option in settings.Values)
            {
                command.Add(option);
            }

            return Means(command, result => request(GivenOf(result, settings.Values)));
        }

        Dictionary<Setting, string> GivenOf(ParseResult result, IEnumerable<Option<string>> options) => settings
            .Where(pair => options.Contains(pair.Value) && result.GetResult(pair.Value) is not null)
            .ToDictionary(pair => pair.Key, pair => result.GetValue(pair.Value)!.Trim());

        Command Means(Command command, Func<ParseResult, Request> request)
        {
            // Without an action the parser takes a command for one that only has others below it.
            command.SetAction(_ => 0);
            requests[command] = request;
            return command;
        }
    }

    private static Option<string> OptionOf(Setting setting)
    {
        var where = setting.Path is null ? setting.Name : $"{setting.Name}, {setting.Path}";
        var standard = setting.Documented.Length > 0 ? $" Default: {setting.Documented}." : "";
        var option = new Option<string>(setting.Option)
        {
            Description = $"{setting.Description} Values: {setting.Allowed}.{standard} [{where}]",
            HelpName = "value",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (text.Trim().Length == 0 || text.StartsWith("--", StringComparison.Ordinal)))
            {
                result.AddError($"{setting.Option} needs a value");
            }
        });
        return option;
    }

    private static string TextOf(ParseResult result)
    {
        using var text = new StringWriter();
        result.Invoke(new InvocationConfiguration { Output = text, Error = text, EnableDefaultExceptionHandler = false });
        return text.ToString();
    }

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(Product.Version);
            return 0;
        }
    }
}
