using System.CommandLine;
using System.CommandLine.Parsing;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>The options that select a gateway.</summary>
internal sealed class WhichGateway
{
    private readonly Option<string> _url = new("--url")
    {
        HelpName = "url", Description = "The gateway, http://host:port. Default: the one of the settings, on this machine.",
    };

    private readonly Option<string> _keyFile = new("--api-key-file")
    {
        HelpName = "file", Description = "A file with the API key. Default: the environment variable ECONET_API_KEY.",
    };

    private readonly Option<string>? _device;

    public WhichGateway(bool hasDevice = true)
    {
        _url.Validators.Add(CheckUrl);
        _device = hasDevice ? new("--device") { HelpName = "device", Description = "The device. Default: the first one." } : null;
    }

    public Command AddTo(Command command)
    {
        command.Add(_url);
        command.Add(_keyFile);
        if (_device is not null)
        {
            command.Add(_device);
        }

        return command;
    }

    public RemoteGateway Of(ParseResult result) => new(
        result.GetValue(_url) is { } url ? new Uri(url) : null, result.GetValue(_keyFile), _device is null ? null : result.GetValue(_device));

    private static void CheckUrl(OptionResult result)
    {
        if (result.Tokens is [{ Value: var text }]
            && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme is "http" or "https") && url.UserInfo.Length == 0))
        {
            result.AddError($"--url: {SettingValues.Quote(text)} is not allowed; it takes http://host:port or https://host:port");
        }
    }
}

/// <summary>Which gateway a command asks.</summary>
/// <param name="Url">Null for that of the settings, on this machine.</param>
/// <param name="KeyFile">The file with the API key; null for the environment variable.</param>
/// <param name="Device">Null for the first one.</param>
internal sealed record RemoteGateway(Uri? Url, string? KeyFile, string? Device);
