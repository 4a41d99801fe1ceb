using System.Buffers;
using System.Buffers.Text;

namespace Econet.Gateway.Live;

/// <summary>Events as the two transports write them, around fields that were written once for all.</summary>
internal static class FeedText
{
    public static ReadOnlySpan<byte> Name(this FeedKind kind) => kind switch
    {
        FeedKind.Snapshot => "snapshot"u8,
        FeedKind.Change => "change"u8,
        FeedKind.Alarm => "alarm"u8,
        FeedKind.Write => "write"u8,
        FeedKind.Removed => "removed"u8,
        _ => "health"u8,
    };

    /// <summary>What comes before the fields in an event of a <c>text/event-stream</c>; an empty line ends it.</summary>
    public static void BeginServerSent(IBufferWriter<byte> output, FeedItem item)
    {
        output.Write("event: "u8);
        output.Write(item.Kind.Name());
        if (item.Sequence is { } sequence)
        {
            output.Write("\nid: "u8);
            Write(output, sequence);
            output.Write("\ndata: {\"seq\":"u8);
            Write(output, sequence);
            output.Write(","u8);
        }
        else
        {
            output.Write("\ndata: {"u8);
        }
    }

    /// <summary>What comes before the fields in a message of a WebSocket.</summary>
    public static void BeginMessage(IBufferWriter<byte> output, FeedItem item)
    {
        output.Write("{\"type\":\""u8);
        output.Write(item.Kind.Name());
        output.Write("\","u8);
        if (item.Sequence is { } sequence)
        {
            output.Write("\"seq\":"u8);
            Write(output, sequence);
            output.Write(","u8);
        }
    }

    public static void Write(IBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var length);
        output.Advance(length);
    }
}
