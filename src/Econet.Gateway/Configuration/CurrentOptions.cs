namespace Econet.Gateway.Configuration;

/// <summary>The settings as last read. Some take effect only at the start; docs/configuration.md lists them.</summary>
internal sealed class CurrentOptions(GatewayOptions first)
{
    private volatile GatewayOptions _value = first;

    public GatewayOptions Value
    {
        get => _value;
        set => _value = value;
    }
}
