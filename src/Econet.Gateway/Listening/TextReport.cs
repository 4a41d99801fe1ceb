using System.Globalization;
using Econet.Actors.Gm3.Listening;
using Econet.Actors.Messages;

namespace Econet.Gateway.Listening;

/// <summary>For people: a line for each frame.</summary>
/// <param name="isRelative">Times count from the beginning of the recording, which does not tell when it was made.</param>
/// <param name="isQuiet">Without the frames.</param>
internal sealed class TextReport(TextWriter output, bool isRelative = false, bool isQuiet = false) : IListenReport
{
    public void Note(string text) => output.WriteLine(text);

    public void Heard(HeardOnBus heard)
    {
        if (isQuiet)
        {
            return;
        }

        output.WriteLine(heard switch
        {
            HeardOnBus.Said { Frame: var frame } =>
                $"{Time(heard.At)}  {BusWords.Sender(frame.Source)} → {BusWords.Recipient(frame.Destination)}: {BusWords.Say(frame)} [{BusWords.Name(frame.Command)}]",
            HeardOnBus.Skipped skipped =>
                string.Create(CultureInfo.InvariantCulture, $"{Time(heard.At)}  {skipped.Bytes} bytes skipped: {SkipWords.Of(skipped.Reason)}"),
            _ => "",
        });
    }

    public void Found(Problem problem) => output.WriteLine($"Problem: {problem.Message} ({problem.Code})");

    public void Summary(BusTally tally, IReadOnlyList<Problem> problems)
    {
        var span = tally is { First: { } first, Last: { } last } ? last - first : TimeSpan.Zero;
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{tally.Frames:N0} frames ({tally.FrameBytes:N0} bytes) in {span.TotalSeconds:0.0} s, {tally.SkippedBytes:N0} bytes skipped"));
        foreach (var (address, speaker) in tally.Speakers)
        {
            var commands = string.Join(", ", speaker.Commands.Select(c => string.Create(CultureInfo.InvariantCulture, $"{BusWords.Name(c.Key)} {c.Value:N0}")));
            output.WriteLine($"  {BusWords.Sender(address)}{(speaker.Name is { } name ? $" ({name})" : "")}: {commands}");
        }

        foreach (var (reason, bytes) in tally.Skipped)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {bytes:N0} bytes skipped: {SkipWords.Of(reason)}"));
        }

        foreach (var problem in problems)
        {
            Found(problem);
        }

        if (problems.Count == 0)
        {
            output.WriteLine(tally.Frames > 0 ? "No problem found." : "Nothing was understood, and too little was heard to tell why.");
        }
    }

    private string Time(DateTimeOffset at) => isRelative
        ? string.Create(CultureInfo.InvariantCulture, $"{(at - DateTimeOffset.UnixEpoch).TotalSeconds,9:0.000}")
        : at.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
