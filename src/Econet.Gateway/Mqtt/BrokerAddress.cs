namespace Econet.Gateway.Mqtt;

/// <summary>Where the broker is, from MQTT_URL: <c>mqtt://user:password@host:1883</c>.</summary>
/// <param name="Uri">Without user and password, with a port, and for WebSockets a path.</param>
public sealed record BrokerAddress(Uri Uri, string? Username, string? Password)
{
    /// <summary>Where brokers serve WebSockets by default.</summary>
    private const string WebSocketPath = "/mqtt";

    public bool IsEncrypted => Uri.Scheme is "mqtts" or "wss";

    public bool IsWebSocket => Uri.Scheme is "ws" or "wss";

    /// <returns>Null when the text is no address of a broker.</returns>
    public static BrokerAddress? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || DefaultPort(uri.Scheme) is not { } port
            || uri.Host.Length == 0
            || uri.Query.Length > 0 || uri.Fragment.Length > 0
            || (uri.Scheme is "mqtt" or "mqtts" && uri.AbsolutePath.Trim('/').Length > 0))
        {
            return null;
        }

        var user = uri.UserInfo.Split(':', 2);
        var address = new UriBuilder(uri.Scheme, uri.Host, uri.Port > 0 ? uri.Port : port);
        if (uri.Scheme is "ws" or "wss")
        {
            address.Path = uri.AbsolutePath == "/" ? WebSocketPath : uri.AbsolutePath;
        }

        return new BrokerAddress(
            address.Uri,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null);
    }

    /// <summary>A text that was meant to be an address, without what may be a password in it.</summary>
    public static string Mask(string text)
    {
        var at = text.LastIndexOf('@');
        var query = text.IndexOf('?', at + 1);
        var end = query < 0 ? text.Length : query;
        if (at < 0)
        {
            return text[..end];
        }

        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var start = scheme >= 0 && scheme + 3 <= at ? text[..(scheme + 3)] : "";
        return $"{start}***@{text[(at + 1)..end]}";
    }

    public override string ToString() => Uri.ToString().TrimEnd('/');

    private static int? DefaultPort(string scheme) => scheme switch
    {
        "mqtt" => 1883,
        "mqtts" => 8883,
        "ws" => 80,
        "wss" => 443,
        _ => null,
    };
}
