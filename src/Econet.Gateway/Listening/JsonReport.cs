using System.Text.Encodings.Web;
using System.Text.Json;
using Econet.Actors.Gm3.Listening;
using Econet.Actors.Messages;

namespace Econet.Gateway.Listening;

/// <summary>For programs: a JSON object for each thing that there is to tell. Times of a recording without times count from 1970.</summary>
/// <param name="write">Is given an event, by the name that is in it too.</param>
/// <param name="isQuiet">Without the frames.</param>
internal sealed class JsonReport(Action<string, string> write, bool isQuiet = false) : IListenReport
{
    private const string NoteEvent = "note";
    private const string FrameEvent = "frame";
    private const string SkippedEvent = "skipped";
    private const string ProblemEvent = "problem";
    private const string SummaryEvent = "summary";

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Note(string text) => Write(NoteEvent, new { @event = NoteEvent, text });

    public void Heard(HeardOnBus heard)
    {
        switch (heard)
        {
            case HeardOnBus.Said { Frame: var frame } when !isQuiet:
                Write(FrameEvent, new
                {
                    @event = FrameEvent, at = heard.At, from = frame.Source, from_role = BusWords.SenderRole(frame.Source), to = frame.Destination,
                    to_role = BusWords.Role(frame.Destination), command = BusWords.Name(frame.Command), code = (byte)frame.Command,
                    bytes = frame.Size, text = BusWords.Say(frame),
                });
                break;
            case HeardOnBus.Skipped skipped when !isQuiet:
                Write(SkippedEvent, new { @event = SkippedEvent, at = heard.At, bytes = skipped.Bytes, reason = SkipWords.Code(skipped.Reason) });
                break;
        }
    }

    public void Found(Problem problem) => Write(ProblemEvent, new { @event = ProblemEvent, code = problem.Code, message = problem.Message });

    public void Summary(BusTally tally, IReadOnlyList<Problem> problems) => Write(SummaryEvent, new
    {
        @event = SummaryEvent,
        seconds = tally is { First: { } first, Last: { } last } ? (last - first).TotalSeconds : 0,
        frames = tally.Frames,
        frame_bytes = tally.FrameBytes,
        skipped_bytes = tally.SkippedBytes,
        skipped = tally.Skipped.ToDictionary(s => SkipWords.Code(s.Key), s => s.Value),
        devices = tally.Speakers.Select(speaker => new
        {
            address = speaker.Key,
            role = BusWords.SenderRole(speaker.Key),
            name = speaker.Value.Name,
            commands = speaker.Value.Commands.ToDictionary(c => BusWords.Name(c.Key), c => c.Value),
        }),
        problem = problems.Select(problem => new { code = problem.Code, message = problem.Message }),
    });

    private void Write(string name, object told) => write(name, JsonSerializer.Serialize(told, Options));
}
