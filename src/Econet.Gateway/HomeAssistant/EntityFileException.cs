namespace Econet.Gateway.HomeAssistant;

/// <summary>An entity file is wrong; the message gives the reason and the line.</summary>
public sealed class EntityFileException : Exception
{
    public EntityFileException()
    {
    }

    public EntityFileException(string message)
        : base(message)
    {
    }

    public EntityFileException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
