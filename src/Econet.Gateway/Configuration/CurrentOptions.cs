namespace Econet.Gateway.Configuration;

/// <summary>The settings as they were last read. Some take effect at the start alone; docs/configuration.md says which.</summary>
internal sealed class CurrentOptions(GatewayOptions first)
{
    private volatile GatewayOptions _value = first;

    public GatewayOptions Value
    {
        get => _value;
        set => _value = value;
    }
}
