using System.Buffers;
using System.IO.Pipelines;

namespace Econet.Gateway.Live;

/// <summary>Writes a client's events as a <c>text/event-stream</c>, as the WHATWG's HTML standard has it.</summary>
internal sealed class ServerSentStream(PipeWriter output, Pace pace)
{
    /// <summary>Until the client is cut off, leaves, or the host stops.</summary>
    /// <exception cref="TooSlowException">The client does not keep up.</exception>
    public async Task RunAsync(FeedReader reader, CancellationToken cancellation)
    {
        // Clients wait so many milliseconds before they come again.
        output.Write("retry: 2000\n\n"u8);
        var open = await FlushAsync(cancellation);
        while (open)
        {
            await reader.NextAsync(cancellation);
            if (reader.Items.Count == 0)
            {
                Beat(reader.Position);
            }

            foreach (var item in reader.Items)
            {
                FeedText.BeginServerSent(output, item);
                var fields = item.Fields;
                for (; fields.Length > Pace.Piece; fields = fields[Pace.Piece..])
                {
                    output.Write(fields.Span[..Pace.Piece]);
                    await FlushAsync(cancellation);
                }

                output.Write(fields.Span);
                output.Write("\n\n"u8);
            }

            // All that there was in one piece.
            open = await FlushAsync(cancellation);
        }
    }

    /// <summary>
    /// A comment, which clients ignore; and the number of an event that they filtered away, if any, so that they resume from there: an id
    /// without data makes no event.
    /// </summary>
    private void Beat(long? position)
    {
        output.Write(": heartbeat\n"u8);
        if (position is { } last)
        {
            output.Write("id: "u8);
            FeedText.Write(output, last);
            output.Write("\n"u8);
        }

        output.Write("\n"u8);
    }

    /// <summary>False when the client is gone.</summary>
    private async ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        var flush = output.FlushAsync(CancellationToken.None);
        if (flush.IsCompleted)
        {
            return !(await flush).IsCompleted;
        }

        var task = flush.AsTask();
        await pace.KeepAsync(task, cancellation);
        return !(await task).IsCompleted;
    }
}
