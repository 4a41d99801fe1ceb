using System.Buffers;
using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Gm3;

/// <summary>
/// The wire. A transmission takes its time byte by byte and reaches everybody but its sender; whoever begins while another one
/// transmits garbles both. Faults of whole frames strike in <see cref="Transmit(Participant, byte[])"/>, those of bytes in
/// <see cref="Deliver"/>, the one place between sender and receivers.
/// </summary>
internal sealed class SimulatedBus(EventLoop loop, Gm3SimulationOptions options, Random random, ActiveFaults faults)
{
    private const int ChunkSize = 64;

    /// <summary>Frames without the token, and collisions, that are kept to be looked at.</summary>
    private const int MostBreaches = 20;

    private const int MostLately = 64;

    private static readonly TimeSpan LeastGap = TimeSpan.FromMilliseconds(2);

    /// <summary>A frame does not go on after so long a pause; what had come of it is given up.</summary>
    private static readonly TimeSpan FramePause = TimeSpan.FromMilliseconds(50);

    /// <summary>The panel waits 100 ms for an answer to IDENTIFY, or a thermostat's, to begin; this is for the end of the answer.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan LateAnswerTime = TimeSpan.FromSeconds(2);

    private readonly List<Participant> _participants = [];
    private readonly List<Transmission> _active = [];
    private readonly Dictionary<ushort, int> _requests = [];

    /// <summary>When the panel last asked a thermostat something at this address.</summary>
    private readonly Dictionary<ushort, TimeSpan> _thermostatsAsked = [];
    private readonly Queue<byte[]> _lately = [];

    /// <summary>Whom the last IDENTIFY was for, while nothing else was said: then the panel has gone on.</summary>
    private readonly Dictionary<ushort, TimeSpan> _unanswered = [];
    private (ushort Address, TimeSpan At)? _identified;

    private sealed class Transmission(Participant sender, byte[] bytes, TimeSpan at)
    {
        public Participant Sender { get; } = sender;

        public byte[] Bytes { get; } = bytes;

        public TimeSpan At { get; } = at;

        public bool IsGarbled { get; set; }
    }

    /// <summary>What was sent lately in one piece, as long as a frame at least, by anybody but noise.</summary>
    public IReadOnlyCollection<byte[]> Lately => _lately;

    public BusEtiquette Etiquette { get; set; } = new();

    /// <summary>Who holds the token; set by the panel.</summary>
    public ushort? TokenHolder { get; set; }

    /// <summary>When there was a byte on the bus last.</summary>
    public TimeSpan LastByte { get; private set; }

    public bool IsIdle => _active.Count == 0;

    public void Attach(Participant participant) => _participants.Add(participant);

    public void Detach(Participant participant) => _participants.Remove(participant);

    /// <summary>Requests for settings, structures, values, alarms and writes heard from <paramref name="address"/>.</summary>
    public int RequestsFrom(ushort address) => _requests.GetValueOrDefault(address);

    public void Transmit(Participant sender, Frame frame) => Transmit(sender, frame.ToArray());

    /// <summary>Puts bytes on the wire now, or behind what the sender is still sending; what is left of them after all faults.</summary>
    public void Transmit(Participant sender, byte[] bytes)
    {
        if (faults.IsOn<EmBus>() && !sender.IsAttached)
            return;

        if (bytes.Length >= Frame.MinSize)
            _lately.Enqueue(bytes);
        if (_lately.Count > MostLately)
            _lately.Dequeue();
        foreach (var (delay, rest) in FrameFaults.Apply(faults, bytes, byDevice: !sender.IsAttached))
        {
            if (delay > TimeSpan.Zero)
                loop.After(delay, () => Put(sender, rest));
            else
                Put(sender, rest);
        }
    }

    /// <summary>Puts bytes on the wire that no fault strikes as a whole.</summary>
    public void Put(Participant sender, byte[] bytes)
    {
        if (bytes.Length == 0)
            return;

        if (!options.Paced)
        {
            var transmission = new Transmission(sender, bytes, loop.Now);
            CountGap(sender);
            GiveUpUnfinished(sender);
            Deliver(transmission, 0, bytes.Length);
            sender.LastByte = loop.Now;
            return;
        }

        var wait = sender.BusyUntil - loop.Now;
        sender.BusyUntil = (wait > TimeSpan.Zero ? sender.BusyUntil : loop.Now) + options.WireTime(bytes.Length);
        if (wait > TimeSpan.Zero)
            loop.After(wait, () => Begin(sender, bytes));
        else
            Begin(sender, bytes);
    }

    private void Begin(Participant sender, byte[] bytes)
    {
        var transmission = new Transmission(sender, bytes, loop.Now);
        var others = _active.Where(t => t.Sender != transmission.Sender).ToList();
        if (others.Count > 0)
        {
            if (!sender.IsNoise && !others.Exists(t => t.Sender.IsNoise))
                NoteCollision(others[0], transmission);
            transmission.IsGarbled = true;
            others.ForEach(t => t.IsGarbled = true);
        }
        else
        {
            CountGap(sender);
        }

        GiveUpUnfinished(sender);
        _active.Add(transmission);
        for (var at = 0; at < transmission.Bytes.Length; at += ChunkSize)
        {
            var (start, count) = (at, Math.Min(ChunkSize, transmission.Bytes.Length - at));
            loop.After(options.WireTime(start + count), () => Arrive(transmission, start, count));
        }
    }

    private void Arrive(Transmission transmission, int start, int count)
    {
        if (start + count == transmission.Bytes.Length)
        {
            _active.Remove(transmission);
            transmission.Sender.LastByte = loop.Now;
        }

        if (!transmission.Sender.IsUnplugged)
            Deliver(transmission, start, count);
    }

    private void Deliver(Transmission transmission, int start, int count)
    {
        LastByte = loop.Now;
        var chunk = transmission.Bytes.AsSpan(start, count).ToArray();
        if (transmission.IsGarbled)
        {
            for (var i = 0; i < chunk.Length; i++)
                chunk[i] ^= (byte)random.Next(1, 256);
        }

        ByteFaults.Apply(faults, chunk);
        var heardAtPorts = LineFaults.FromBus(faults, options.Baud, transmission.Bytes, start, chunk);
        var (isDead, isEcho) = (faults.IsOn<DeadPort>(), faults.IsOn<Echo>());
        foreach (var participant in _participants)
        {
            if ((participant != transmission.Sender || isEcho) && !isDead && participant.HeardBytes is { } heard && heardAtPorts.Length > 0)
                loop.Outside(() => heard(heardAtPorts));
        }

        var heardOnBus = transmission.Sender.IsAttached
            ? LineFaults.FromPort(faults, options.Baud, transmission.Bytes, start, chunk)
            : chunk;
        transmission.Sender.Unfinished.AddRange(heardOnBus);
        foreach (var frame in TakeFrames(transmission.Sender.Unfinished))
            Hear(transmission.Sender, frame);
    }

    /// <summary>What a device of the bus sends is always a whole frame; what comes in through a port may be cut into pieces.</summary>
    private void GiveUpUnfinished(Participant sender)
    {
        if (!sender.IsAttached || sender.LastByte + FramePause < loop.Now)
            sender.Unfinished.Clear();
    }

    private static List<Frame> TakeFrames(List<byte> unfinished)
    {
        var frames = new List<Frame>();
        var bytes = new ReadOnlySequence<byte>(unfinished.ToArray());
        FrameReadStatus status;
        while ((status = FrameReader.Read(ref bytes, out var frame, out _)) != FrameReadStatus.NeedMore)
        {
            if (status == FrameReadStatus.Frame)
                frames.Add(frame!);
        }

        unfinished.RemoveRange(0, unfinished.Count - (int)bytes.Length);
        return frames;
    }

    private void Hear(Participant sender, Frame frame)
    {
        if (sender.IsAttached)
        {
            Etiquette = Etiquette with { FramesSent = Etiquette.FramesSent + 1 };
            if (!MaySend(frame))
                NoteBreach(frame);
        }

        if (IsRequest(frame))
            _requests[frame.Source] = RequestsFrom(frame.Source) + 1;

        if (frame.Command == Command.Identify)
        {
            _identified = (frame.Destination, loop.Now);
            _unanswered[frame.Destination] = loop.Now;
        }
        else if (!sender.IsNoise)
        {
            _identified = null;
        }

        if (frame.Command == Command.IdentifyAnswer)
            _unanswered.Remove(frame.Source);

        if (ThermostatAsked(frame) is { } thermostat)
            _thermostatsAsked[thermostat] = loop.Now;

        foreach (var participant in _participants.ToArray())
        {
            if (participant != sender)
                loop.Guard(() => participant.HeardFrame?.Invoke(frame));
        }
    }

    private void NoteCollision(Transmission first, Transmission second) => Etiquette = Etiquette with
    {
        Collisions = Etiquette.Collisions + 1,
        Collided = Etiquette.Collided.Length < MostBreaches
            ? Etiquette.Collided.Add(new(loop.Now, [.. first.Bytes], loop.Now - first.At, [.. second.Bytes]))
            : Etiquette.Collided,
    };

    private void NoteBreach(Frame frame) => Etiquette = Etiquette with
    {
        WithoutToken = Etiquette.WithoutToken + 1,
        TooLate = Etiquette.TooLate + (IsLateAnswer(frame) ? 1 : 0),
        Breaches = Etiquette.Breaches.Length < MostBreaches ? Etiquette.Breaches.Add(new(loop.Now, frame)) : Etiquette.Breaches,
    };

    private bool MaySend(Frame frame) =>
        frame.Source == TokenHolder
        || (frame.Command == Command.IdentifyAnswer
            && _identified is var (asked, at) && asked == frame.Source && loop.Now - at < AnswerTime)
        || (frame.Destination == BusAddress.Panel && !IsRequest(frame)
            && _thermostatsAsked.TryGetValue(frame.Source, out var request) && loop.Now - request < AnswerTime);

    /// <summary>Its sender was asked, and has not answered yet.</summary>
    private bool IsLateAnswer(Frame frame) =>
        frame.Command == Command.IdentifyAnswer && _unanswered.TryGetValue(frame.Source, out var at) && loop.Now - at < LateAnswerTime;

    /// <summary>The address from which a thermostat answers this frame of the panel; null when it is for none.</summary>
    private static ushort? ThermostatAsked(Frame frame) =>
        frame.Source != BusAddress.Panel ? null
        : AddressAssignment.TryParse(frame, out var assigned) ? assigned
        : Service.TryFunction(frame, out var function) && function == ServiceFunction.PairingBeacon ? BusAddress.PairingThermostat
        : BusAddress.IsThermostat(frame.Destination) ? frame.Destination
        : null;

    private static bool IsRequest(Frame frame) =>
        frame.Command is Command.GetSettings or Command.GetParamsStruct or Command.GetParamsStructWithRange or Command.GetParams
            or Command.ModifyParam
        || AlarmLog.TryParseRequest(frame.Data.Span, out _);

    private void CountGap(Participant sender)
    {
        var lastOfOthers = _participants.Where(p => p != sender).Max(p => p.LastByte);
        if (!sender.IsAttached || lastOfOthers is not { } last || last < sender.LastByte)
            return;

        var gap = loop.Now - last;
        Etiquette = Etiquette with
        {
            TooEarly = Etiquette.TooEarly + (gap < LeastGap ? 1 : 0),
            ShortestGap = Etiquette.ShortestGap < gap ? Etiquette.ShortestGap : gap,
        };
    }
}
