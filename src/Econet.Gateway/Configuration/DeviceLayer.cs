using System.Text;

namespace Econet.Gateway.Configuration;

/// <summary>
/// One device as a JSON object that stands for itself, in a request or in what is kept of one: the keys of a section of <c>devices:</c>, and
/// <c>id</c>.
/// </summary>
/// <param name="origin">Where the text is from, for messages.</param>
internal sealed class DeviceLayer(ReadOnlyMemory<byte> json, string origin) : Layer
{
    public const string Example = """{"id": "cottage", "kind": "gm3", "port": "tcp://192.168.1.50:4001", "name": "Cottage"}""";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _names = [];

    public DeviceSection Section { get; private set; } = new("", DeviceKind.Gm3, null, origin);

    public override string NameOf(Setting setting, string key) => _names[key];

    /// <exception cref="ConfigurationException">It is no device.</exception>
    public override void Load()
    {
        if (Parse() is not FileNode.Section section)
        {
            throw Bad(0, $"a device is a JSON object such as {Example}");
        }

        var id = section.Entries.FirstOrDefault(entry => entry.Key == "id") is { Value: FileNode.Scalar { Text: { } text } }
            ? text
            : throw Bad(0, $"a device needs an id, {DeviceOptions.AllowedId}");
        if (!DeviceOptions.IsId(id))
        {
            throw Bad(0, $"id: {SettingValues.Quote(id)} is not allowed; it takes {DeviceOptions.AllowedId}");
        }

        var (kind, name) = new DeviceSectionReader(Put, Bad)
            .Read(id, "", section with { Entries = [.. section.Entries.Where(entry => entry.Key != "id")] }, section.Line);
        Section = new DeviceSection(id, kind, name, origin);
    }

    private FileNode? Parse()
    {
        try
        {
            return JsonSyntax.Parse(Utf8.GetString(json.Span), origin);
        }
        catch (Exception wrong) when (wrong is DecoderFallbackException or InvalidOperationException)
        {
            // What the reader says of half a surrogate pair.
            throw Bad(0, "it holds text that is not valid Unicode");
        }
    }

    private void Put(string key, string name, string text, int line)
    {
        _names[key] = name;
        Put(key, text, origin);
    }

    // A request has no lines that its sender would know.
    private ConfigurationException Bad(int line, string what) => new($"{origin}: {what}");
}
