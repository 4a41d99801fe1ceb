using System.Threading.Channels;

namespace Econet.Gateway.Mqtt;

/// <summary>
/// What waits for the broker. Of retained messages only the last of each topic, so that a broker that is away for a week costs no more than
/// one that is away for a second, and all of them can be said again to one that has forgotten them. A topic is never sent twice at a time:
/// its messages keep their order. Messages that are not retained go out before those: events first, then answers and states in turn, so that
/// neither waits for the end of a flood of the other. May be used from several threads.
/// </summary>
/// <param name="isMine">Whether this gateway may publish to a topic now; what it may not waits. Null for a gateway that is alone.</param>
internal sealed class Outbox(Func<string, bool>? isMine = null)
{
    /// <summary>Events that wait; the oldest give way.</summary>
    public const int MaxEvents = 256;

    /// <summary>
    /// Answers that wait, more than any flood of commands that comes before anybody notices; what is beyond is dropped and counted.
    /// </summary>
    public const int MaxAnswers = 65_536;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, State> _states = [];
    private readonly Queue<State> _due = new();
    private readonly List<State> _withheld = [];
    private readonly Queue<MqttMessage> _events = new();
    private readonly Queue<MqttMessage> _answers = new();
    private readonly Channel<bool> _signal =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private bool _wasAnswer;
    private long _dropped;

    /// <summary>Answers that were dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How many messages wait.</summary>
    public int Backlog
    {
        get
        {
            lock (_gate)
            {
                return _due.Count + _events.Count + _answers.Count;
            }
        }
    }

    /// <summary>A retained message is sent when it differs from the last one of its topic; any other one is an event, and sent.</summary>
    public void Put(MqttMessage message)
    {
        lock (_gate)
        {
            if (!message.Retain)
            {
                if (_events.Count == MaxEvents)
                {
                    _events.Dequeue();
                }

                _events.Enqueue(message);
            }
            else if (!_states.TryGetValue(message.Topic, out var state))
            {
                _states[message.Topic] = state = new State(message);
                Queue(state);
            }
            else if (state.IsDropped || !state.Message.Payload.Span.SequenceEqual(message.Payload.Span))
            {
                (state.Message, state.IsDropped) = (message, false);
                Queue(state);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Forgets all retained topics that begin with this, and leaves them on the broker as they are: they are another gateway's now.</summary>
    public void Drop(string beginning)
    {
        lock (_gate)
        {
            foreach (var state in _states.Values.Where(state => state.Message.Topic.StartsWith(beginning, StringComparison.Ordinal)).ToList())
            {
                state.IsDropped = true;
                if (!state.IsUnderWay)
                {
                    _states.Remove(state.Message.Topic);
                }
            }
        }
    }

    /// <summary>Looks whether what was withheld may be sent now.</summary>
    public void LookAgain()
    {
        lock (_gate)
        {
            if (_withheld.Count == 0)
            {
                return;
            }

            foreach (var state in _withheld)
            {
                Queue(state);
            }

            _withheld.Clear();
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Empties all retained topics that begin with this.</summary>
    public void Empty(string beginning)
    {
        lock (_gate)
        {
            foreach (var state in _states.Values.Where(state =>
                !state.Message.Payload.IsEmpty && state.Message.Topic.StartsWith(beginning, StringComparison.Ordinal)))
            {
                state.Message = state.Message with { Payload = default };
                Queue(state);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Sends the answer to a command.</summary>
    public void PutAnswer(MqttMessage message)
    {
        lock (_gate)
        {
            if (_answers.Count == MaxAnswers)
            {
                Interlocked.Increment(ref _dropped);
            }
            else
            {
                _answers.Enqueue(message);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Sends the last retained messages of these topics again.</summary>
    public void Repeat(IEnumerable<string> topics)
    {
        lock (_gate)
        {
            foreach (var topic in topics)
            {
                if (_states.TryGetValue(topic, out var state))
                {
                    Queue(state);
                }
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Sends all retained messages again: the broker may have forgotten them.</summary>
    public void RepeatAll()
    {
        lock (_gate)
        {
            foreach (var state in _states.Values)
            {
                Queue(state);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until there may be something to take.</summary>
    public async Task WaitAsync(CancellationToken cancellation) => await _signal.Reader.ReadAsync(cancellation);

    /// <summary>The next message to send; each one taken has to be given back by <see cref="Done"/>.</summary>
    public MqttMessage? Take()
    {
        lock (_gate)
        {
            while (_events.TryDequeue(out var happened))
            {
                if (isMine is null || isMine(happened.Topic))
                {
                    return happened;
                }
            }

            if ((!_wasAnswer || _due.Count == 0) && _answers.TryDequeue(out var answer))
            {
                _wasAnswer = true;
                return answer;
            }

            _wasAnswer = false;
            while (_due.TryDequeue(out var state))
            {
                state.IsQueued = false;
                if (state.IsDropped)
                {
                    continue;
                }

                if (isMine is null || isMine(state.Message.Topic))
                {
                    state.IsUnderWay = true;
                    return state.Message;
                }

                _withheld.Add(state);
            }

            return null;
        }
    }

    /// <param name="sent">False when the connection was lost meanwhile: the message waits again.</param>
    public void Done(MqttMessage message, bool sent)
    {
        lock (_gate)
        {
            if (!message.Retain)
            {
                if (!sent && _answers.Count < MaxAnswers)
                {
                    _answers.Enqueue(message);
                }

                return;
            }

            var state = _states[message.Topic];
            state.IsUnderWay = false;
            if (state.IsDropped)
            {
                _states.Remove(message.Topic);
            }
            else if (!sent || state.IsChanged)
            {
                state.IsChanged = false;
                Queue(state);
            }
            else if (state.Message.Payload.IsEmpty)
            {
                // The broker holds nothing under this topic now, and neither need we.
                _states.Remove(message.Topic);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    private void Queue(State state)
    {
        if (state.IsUnderWay)
        {
            state.IsChanged = true;
        }
        else if (!state.IsQueued)
        {
            state.IsQueued = true;
            _due.Enqueue(state);
        }
    }

    private sealed class State(MqttMessage message)
    {
        public MqttMessage Message { get; set; } = message;

        public bool IsQueued { get; set; }

        public bool IsUnderWay { get; set; }

        /// <summary>It is another gateway's.</summary>
        public bool IsDropped { get; set; }

        /// <summary>To be sent again after the one under way.</summary>
        public bool IsChanged { get; set; }
    }
}
