using Akka.Streams;
using Akka.Streams.Stage;
using Econet.Actors.Parameters;
using Econet.Gm3;

namespace Econet.Actors.Gm3.Line;

/// <summary>Bytes as they came from the port.</summary>
internal sealed record ReceivedBytes(ReadOnlyMemory<byte> Bytes, Moment At) : ILocalMessage;

/// <summary>What the line said.</summary>
internal abstract record LineEvent(Moment At) : ILocalMessage
{
    /// <summary>A whole frame; its last byte arrived at <see cref="LineEvent.At"/>.</summary>
    /// <param name="IsFollowed">More bytes arrived with its last one: whoever said it has not waited for an answer.</param>
    internal sealed record FrameReceived(Frame Frame, Moment At, bool IsFollowed = false) : LineEvent(At);

    /// <summary>Bytes that belong to no frame; the last of them arrived at <see cref="LineEvent.At"/>.</summary>
    internal sealed record BytesSkipped(Skip Skip, Moment At) : LineEvent(At);
}

/// <summary>
/// Turns bytes into frames. A frame that has begun and then pauses for too long is given up, so that a false beginning in
/// noise does not hold back the frames behind it.
/// </summary>
/// <param name="framed">Notified of each frame, before it is handed on; null when nobody wants to know.</param>
internal sealed class FramingStage(TimeSpan frameTimeout, Action? framed = null) : GraphStage<FlowShape<ReceivedBytes, LineEvent>>
{
    private readonly Inlet<ReceivedBytes> _in = new("framing.in");
    private readonly Outlet<LineEvent> _out = new("framing.out");

    private readonly TimeSpan _frameTimeout = frameTimeout;
    private readonly Action? _framed = framed;

    public override FlowShape<ReceivedBytes, LineEvent> Shape => new(_in, _out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : TimerGraphStageLogic
    {
        private static readonly object PauseTimer = new();
        private readonly FramingStage _stage;
        private readonly TimedFrames _frames;

        public Logic(FramingStage stage)
            : base(stage.Shape)
        {
            _stage = stage;
            _frames = new TimedFrames(stage._framed);
            SetHandler(stage._in, onPush: () =>
            {
                _frames.Append(Grab(stage._in));
                EmitFound([]);
            });
            SetHandler(stage._out, onPull: () =>
            {
                if (!HasBeenPulled(stage._in) && !IsClosed(stage._in))
                {
                    Pull(stage._in);
                }
            });
        }

        protected override void OnTimer(object timerKey)
        {
            // Nothing that has begun before the pause goes on after it.
            var events = new List<LineEvent>();
            _frames.GiveUp(events);
            EmitFound(events);
        }

        private void EmitFound(List<LineEvent> events)
        {
            _frames.Collect(events);

            if (_frames.HasPartial)
            {
                ScheduleOnce(PauseTimer, _stage._frameTimeout);
            }
            else
            {
                CancelTimer(PauseTimer);
            }

            // EmitMultiple replaces the pull handler until all are out, and then pulls on.
            if (events.Count > 0)
            {
                EmitMultiple(_stage._out, events);
            }
            else if (!HasBeenPulled(_stage._in) && !IsClosed(_stage._in))
            {
                Pull(_stage._in);
            }
        }
    }
}
