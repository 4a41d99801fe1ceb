using Akka.Event;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Session;

/// <summary>What the session wants done.</summary>
internal abstract record SessionEffect
{
    /// <summary>Send this frame.</summary>
    /// <param name="Asked">When the question was heard that this answers; null for what is no answer.</param>
    /// <param name="Confirm">The number under which the session wants to know that it is on its way; null when it does not.</param>
    internal sealed record Say(Frame Frame, Moment? Asked = null, long? Confirm = null) : SessionEffect;

    /// <summary>It is our turn to ask, from this address.</summary>
    internal sealed record BeginWork(ushort Source) : SessionEffect;

    /// <summary>Nothing may be asked any more; what is in flight is over.</summary>
    internal sealed record StopWork : SessionEffect
    {
        public static readonly StopWork Instance = new();
    }

    /// <summary>What is in flight is not asked again: the token may be another one's.</summary>
    internal sealed record StopAsking : SessionEffect
    {
        public static readonly StopAsking Instance = new();
    }

    /// <summary>Keep this across restarts, from this moment on.</summary>
    /// <param name="Content">Empty when there is nothing to keep.</param>
    internal sealed record Keep(string Document, byte[] Content) : SessionEffect;

    /// <summary>We have left the bus.</summary>
    internal sealed record Left : SessionEffect
    {
        public static readonly Left Instance = new();
    }

    /// <summary>Log this; a template and what goes into it.</summary>
    internal sealed record Note(LogLevel Level, string Template, params object?[] Arguments) : SessionEffect;
}
