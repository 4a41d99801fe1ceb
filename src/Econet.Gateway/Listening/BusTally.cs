using Econet.Actors.Gm3.Listening;
using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Gateway.Listening;

/// <summary>Counts what was heard.</summary>
internal sealed class BusTally
{
    private readonly SortedDictionary<ushort, Speaker> _speakers = [];
    private readonly SortedDictionary<SkipReason, long> _skipped = [];

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    public long Frames { get; private set; }

    public long FrameBytes { get; private set; }

    public long SkippedBytes => _skipped.Values.Sum();

    public IReadOnlyDictionary<ushort, Speaker> Speakers => _speakers;

    public IReadOnlyDictionary<SkipReason, long> Skipped => _skipped;

    public void Add(HeardOnBus heard)
    {
        First ??= heard.At;
        Last = heard.At;
        switch (heard)
        {
            case HeardOnBus.Skipped skipped:
                _skipped[skipped.Reason] = _skipped.GetValueOrDefault(skipped.Reason) + skipped.Bytes;
                break;
            case HeardOnBus.Said { Frame: var frame }:
                Frames++;
                FrameBytes += frame.Size;
                if (!_speakers.TryGetValue(frame.Source, out var speaker))
                {
                    _speakers[frame.Source] = speaker = new Speaker();
                }

                speaker.Add(frame);
                break;
        }
    }

    /// <summary>One who was heard.</summary>
    internal sealed class Speaker
    {
        private readonly SortedDictionary<Command, long> _commands = [];

        /// <summary>How it calls itself; null when it never said.</summary>
        public string? Name { get; private set; }

        public IReadOnlyDictionary<Command, long> Commands => _commands;

        public void Add(Frame frame)
        {
            _commands[frame.Command] = _commands.GetValueOrDefault(frame.Command) + 1;
            if (frame.Command == Command.IdentifyAnswer && Identity.TryParse(frame.Data.Span, out var identity))
            {
                Name = Printable.Of($"{identity.Maker} {identity.Name}".Trim());
            }
        }
    }
}
