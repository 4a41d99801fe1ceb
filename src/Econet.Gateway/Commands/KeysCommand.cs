using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;
using Read = System.Func<
    System.CommandLine.ParseResult, System.Collections.Generic.IReadOnlyDictionary<Econet.Gateway.Configuration.Setting, string>,
    Econet.Gateway.Commands.Request>;

namespace Econet.Gateway.Commands;

/// <summary>The commands for API keys.</summary>
internal static class KeysCommand
{
    public static (Command Command, Read Read) Add()
    {
        var name = Name("What to call the key, such as the program that will use it.");
        var scope = new Option<AccessScope?>("--scope")
        {
            Required = true,
            HelpName = "read|write|admin",
            Description = "read: values and state; write: also changes of values; admin: also adding and removing devices, the audit and the log.",
            CustomParser = result => Parse(result, "--scope", "read, write or admin", SettingParsers.Choice<AccessScope>),
        };
        var devices = new Option<string[]?>("--devices")
        {
            HelpName = "ids", Description = "Only these devices, by id, separated by commas. Default: all.",
            CustomParser = result => Parse(result, "--devices", "ids of devices separated by commas", text => ListOf(text, DeviceOptions.IsId)),
        };
        var parameters = new Option<string[]?>("--parameters")
        {
            HelpName = "keys",
            Description = "Only these parameters, by key or pattern with * and ?, separated by commas. thermostat.temperature and thermostat.pair stand for "
                + "what is sent to the virtual thermostat. Default: all.",
            CustomParser = result => Parse(
                result, "--parameters", "keys or patterns such as 'HDW*', separated by commas", text => ListOf(text, item => SettingParsers.Text(item) is not null)),
        };
        var expires = new Option<TimeSpan?>("--expires")
        {
            HelpName = "time", Description = "How long the key is good for: 12h, 90d or 52w. Default: until it is revoked.",
            CustomParser = result => Parse(result, "--expires", ApiKey.AllowedLifetime, ApiKey.LifetimeOf),
        };
        var command = new Command("add", "Make an API key and print it. It is not shown again.") { name, scope, devices, parameters, expires };
        command.Validators.Add(result =>
        {
            var isLimited = result.GetResult(devices) is not null || result.GetResult(parameters) is not null;
            if (isLimited && result.GetResult(scope) is { Tokens: [{ Value: var text }] } && SettingParsers.Choice<AccessScope>(text) == AccessScope.Admin)
            {
                result.AddError("An admin key is for all devices and parameters: leave out --devices and --parameters, or use --scope write");
            }
        });
        return (command, (result, settings) => new Request.AddKey(
            result.GetRequiredValue(name),
            new Grant(result.GetValue(scope)!.Value, Some(result.GetValue(devices)), Some(result.GetValue(parameters))),
            result.GetValue(expires),
            settings));
    }

    public static (Command Command, Read Read) List() => (
        new Command("list", "List all API keys, without the keys themselves."),
        (_, settings) => new Request.ListKeys(settings));

    public static (Command Command, Read Read) Revoke()
    {
        var name = Name("The key's name.");
        return (
            new Command("revoke", "Make an API key invalid, at once and for good.") { name },
            (result, settings) => new Request.RevokeKey(result.GetRequiredValue(name), settings));
    }

    /// <summary>The parser makes an empty list of an option that is not given.</summary>
    private static ImmutableArray<string>? Some(string[]? list) => list is { Length: > 0 } ? [.. list] : null;

    private static Argument<string> Name(string description)
    {
        var name = new Argument<string>("name") { Description = description };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !ApiKey.IsName(text))
            {
                result.AddError($"name: {SettingValues.Quote(text)} is not allowed; it takes {ApiKey.AllowedName}");
            }
        });
        return name;
    }

    private static T? Parse<T>(ArgumentResult result, string option, string allowed, Func<string, T?> parse)
    {
        var text = result.Tokens[0].Value;
        var value = parse(text.Trim());
        if (value is null)
        {
            result.AddError($"{option}: {SettingValues.Quote(text)} is not allowed; it takes {allowed}");
        }

        return value;
    }

    private static string[]? ListOf(string text, Func<string, bool> isAllowed) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } items && items.All(isAllowed)
            ? items
            : null;
}
