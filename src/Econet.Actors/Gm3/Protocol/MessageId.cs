namespace Econet.Actors.Gm3.Protocol;

/// <summary>
/// Numbers that name a request, or a frame whose sending is confirmed. They only grow, in the whole process, so that an actor that was
/// restarted can tell the answers to its former self from its own.
/// </summary>
internal static class MessageId
{
    private static long _last;

    public static long Next() => Interlocked.Increment(ref _last);
}
