namespace Econet.Gateway.HomeAssistant;

/// <summary>A file of entities can't be used; the message says why, and names the line.</summary>
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
