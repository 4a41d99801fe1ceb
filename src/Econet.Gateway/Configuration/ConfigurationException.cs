namespace Econet.Gateway.Configuration;

/// <summary>The gateway can't start as it is configured; the message is one line that names the setting and where it was set.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException()
    {
    }

    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
