namespace Econet.Gateway.Configuration;

/// <summary>Environment variables: our own, and those of other gateways that mean the same. Empty ones count as not set.</summary>
internal sealed class EnvironmentLayer(IReadOnlyDictionary<string, string> variables) : Layer
{
    /// <summary>Whoever sets a variable that begins so means this gateway, or one that it takes the place of.</summary>
    private static readonly string[] Ours =
        ["SERIAL_", "GM3_", "MQTT_", "NEASMART_", "THERMOSTAT_", "HOMEASSISTANT_", "BREAKER_", "ECONEXT_"];

    /// <summary>Variables such as API_KEY may be anybody's: they are remarked upon only when they look like a slip of the pen.</summary>
    private const int SlipOfThePen = 2;

    private readonly Dictionary<string, string> _names = [];

    public override string NameOf(Setting setting, string key) => _names[key];

    public override void Load()
    {
        foreach (var (variable, text) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            if (text.Trim().Length > 0)
            {
                Take(variable, text.Trim());
            }
        }
    }

    private void Take(string variable, string text)
    {
        if (Settings.ByName.TryGetValue(variable, out var own))
        {
            Put(own, variable, text);
        }
        else if (ForeignSettings.Variables.TryGetValue(variable, out var foreign))
        {
            if (foreign.Means is { } setting && !variables.ContainsKey(setting.Name))
            {
                Put(setting, variable, text);
            }
            else if (foreign.Reason is { } reason)
            {
                Remarks.Add($"{variable} (environment) has no effect: {reason}");
            }
        }
        else if (Nearest(variable) is var (name, distance)
            && (distance <= SlipOfThePen || Ours.Any(prefix => variable.StartsWith(prefix, StringComparison.Ordinal))))
        {
            Remarks.Add($"{variable} (environment) is not a setting; did you mean {name}?");
        }
    }

    private void Put(Setting setting, string variable, string text)
    {
        _names[setting.Key] = variable;
        Put(setting.Key, text, "environment");
    }

    private static (string Name, int Distance) Nearest(string variable) =>
        Settings.All.Select(s => (s.Name, Distance: Spelling.Distance(variable, s.Name))).MinBy(s => s.Distance);
}
