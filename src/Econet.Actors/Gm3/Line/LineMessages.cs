using Econet.Actors.Ports;

namespace Econet.Actors.Gm3.Line;

/// <summary>What the connection says of its line.</summary>
internal static class LineMessages
{
    /// <summary>The line is open: this is what to send on.</summary>
    public sealed record LineOpened(IBusLine Line, LineActivity Activity) : ILocalMessage;

    public sealed record LineLost(string Reason) : ILocalMessage;

    /// <summary>Nobody makes frames of the line's bytes any more; handed on by the protocol, which the stream tells.</summary>
    public sealed record FramingFailed(int Number, string Reason) : ILocalMessage;

    /// <summary>Asks for a <see cref="LineOpened"/>, when one is open.</summary>
    public sealed record WhichLine : ILocalMessage
    {
        public static readonly WhichLine Instance = new();
    }
}
