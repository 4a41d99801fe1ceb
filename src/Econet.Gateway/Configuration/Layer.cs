namespace Econet.Gateway.Configuration;

/// <summary>Where settings are given: a file, the environment, the command line. Knows where each value stands.</summary>
internal abstract class Layer : ConfigurationProvider, IConfigurationSource
{
    private readonly Dictionary<string, string> _sources = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is given and changes nothing, each with the reason; or is not known at all.</summary>
    public List<string> Remarks { get; } = [];

    /// <summary>What the layer calls the setting with this key, for messages.</summary>
    public abstract string NameOf(Setting setting, string key);

    public string SourceOf(string key) => _sources[key];

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    protected void Put(string key, string text, string source)
    {
        Data[key] = text;
        _sources[key] = source;
    }
}

/// <summary>Options of the command line.</summary>
internal sealed class CommandLineLayer(IReadOnlyDictionary<Setting, string> given) : Layer
{
    public override string NameOf(Setting setting, string key) => setting.Option;

    public override void Load()
    {
        foreach (var (setting, text) in given)
        {
            Put(setting.Key, text, "command line");
        }
    }
}
