using Econet.Gm3;
using Econet.Gm3.Payloads;
using Econet.Simulation.Gm3.Faults;

namespace Econet.Simulation.Gm3;

/// <summary>
/// The bus master's cycle: probe who is there, let the polling module read the controller, poll the thermostat, write to the controller,
/// broadcast clock and device table, grant the token to each registered peripheral in turn and wait until it is back.
/// </summary>
internal sealed class SimulatedPanel
{
    private const byte PollCount = 100;

    private static readonly TimeSpan ControllerTimeout = TimeSpan.FromMilliseconds(200);

    private readonly EventLoop _loop;
    private readonly SimulatedBus _bus;
    private readonly Gm3SimulationOptions _options;
    private readonly ActiveFaults _faults;
    private readonly Participant _participant;
    private readonly Participant _pollingModule = new(null, null);
    private readonly PresetExchange _exchange;
    private readonly Func<DateTime> _clock;
    private readonly Func<float> _thermostatTemperature;
    private readonly BusScript _script;

    private readonly PeripheralList _peripherals;
    private readonly List<TokenHold> _tokens = [];
    private Frame? _answer;

    public SimulatedPanel(
        EventLoop loop, SimulatedBus bus, Gm3SimulationOptions options, ActiveFaults faults, Participant participant,
        PresetExchange exchange, Func<DateTime> clock, Func<float> thermostatTemperature)
    {
        (_loop, _bus, _options, _faults, _participant) = (loop, bus, options, faults, participant);
        (_exchange, _clock, _thermostatTemperature) = (exchange, clock, thermostatTemperature);
        _peripherals = new PeripheralList(options.Panel, options.RememberedPeripherals);
        bus.Attach(_pollingModule);
        _script = new BusScript(loop, bus, Cycles());
    }

    public IReadOnlyCollection<ushort> Registered => _peripherals.Registered;

    /// <summary>Tokens that it has granted and got back, or given up.</summary>
    public IReadOnlyList<TokenHold> Tokens => _tokens;

    /// <summary>Thermostats that were paired with it.</summary>
    public PairedThermostats Paired { get; } = new();

    public void Start() => _script.Start();

    /// <inheritdoc cref="PeripheralList.Forget"/>
    public void Forget() => _peripherals.Forget();

    public void Heard(Frame frame) => _script.Heard(frame);

    private TimeSpan Gap => _options.Latency(_options.FrameGap);

    private IEnumerable<Pause> Cycles()
    {
        while (true)
        {
            var began = _loop.Now;
            _peripherals.BeginCycle();
            IEnumerable<IEnumerable<Pause>> others = [ProbeKnown(), ProbeFree(), Pair(), Poll(), PollThermostat(), PollPaired(), Write(), Broadcast()];
            foreach (var pause in (_options.Panel.GrantsFirst ? others.Prepend(GrantTokens()) : others.Append(GrantTokens())).SelectMany(part => part))
                yield return pause;

            var rest = began + _options.CycleInterval - _loop.Now;
            yield return Pause.For(rest > _options.FrameGap ? rest : _options.FrameGap);
        }
    }

    private IEnumerable<Pause> ProbeKnown()
    {
        foreach (var pause in Ask(Identify(BusAddress.Controller), Command.IdentifyAnswer, ControllerTimeout))
            yield return pause;
        foreach (var pause in Ask(Identify(BusAddress.EconetModule), Command.IdentifyAnswer, _options.ProbeTimeout))
            yield return pause;
        foreach (var address in _peripherals.ToIdentify)
        {
            _answer = null;
            for (var time = 0; time < (_options.Panel.AsksTwice ? 2 : 1) && _answer is null; time++)
            {
                foreach (var pause in Ask(Identify(address), Command.IdentifyAnswer, _options.ProbeTimeout))
                    yield return pause;
            }

            _peripherals.Note(address, _answer is not null);
        }
    }

    private IEnumerable<Pause> ProbeFree()
    {
        if (_faults.IsOn<NoOffers>())
            yield break;

        for (var probe = 0; probe < _options.ProbesPerCycle && _peripherals.NextFree() is { } address; probe++)
        {
            for (var time = 0; time < 2; time++)
            {
                foreach (var pause in Ask(Identify(address), Command.IdentifyAnswer, _options.ProbeTimeout))
                    yield return pause;
                if (_answer is not null)
                    _peripherals.Note(address, answered: true);
            }
        }
    }

    private IEnumerable<Pause> Poll()
    {
        for (var first = 0; _options.PollingModule && first < _exchange.ControllerCount;)
        {
            var request = new Frame(
                BusAddress.Controller, BusAddress.Broadcast, Command.GetParams, new ParameterSelection(PollCount, (ushort)first).ToArray());
            foreach (var pause in Ask(request, Command.GetParamsAnswer, ControllerTimeout, _pollingModule))
                yield return pause;
            if (_answer is not { } answer || !ValueAnswer.TryParseHead(answer.Data.Span, out var got) || got.Count == 0)
                yield break;

            first = got.First + got.Count;
        }
    }

    private IEnumerable<Pause> PollThermostat()
    {
        if (!_options.Thermostat)
            yield break;

        foreach (var first in new[] { 0, _exchange.ThermostatCount })
        {
            var selection = new ParameterSelection(byte.MaxValue, (ushort)first);
            var request = new Frame(SimulatedDevices.ThermostatAddress, BusAddress.Panel, Command.GetParams, selection.ToArray());
            foreach (var pause in Ask(request, null, _options.ProbeTimeout))
                yield return pause;
        }
    }

    private IEnumerable<Pause> Pair() => Exchange(Paired.Pair(() => _loop.Now));

    private IEnumerable<Pause> PollPaired() => Exchange(Paired.Poll(() => _loop.Now));

    private IEnumerable<Pause> Exchange(IEnumerable<(Frame Request, Func<Frame, bool> IsAnswer, Action<Frame> Answered)> steps)
    {
        foreach (var (request, isAnswer, answered) in steps)
        {
            while (!_bus.IsIdle)
                yield return Pause.For(Gap);

            _bus.Transmit(_participant, request);
            yield return new Pause(_options.WireTime(request.Size) + _options.ProbeTimeout, isAnswer);
            if (_script.Answer is { } answer)
                answered(answer);
            yield return Pause.For(Gap);
        }
    }

    private IEnumerable<Pause> Write()
    {
        foreach (var write in _exchange.Next())
        {
            foreach (var pause in Ask(write, Command.ModifyParamAnswer, ControllerTimeout))
                yield return pause;
        }
    }

    private IEnumerable<Pause> Broadcast()
    {
        var devices = _peripherals.Registered.Where(_ => _options.Panel.ListsPeripherals)
            .Select(address => new BusDevice(address, float.NaN)).ToList();
        if (_options.Thermostat)
            devices.Add(new BusDevice(SimulatedDevices.ThermostatAddress, _thermostatTemperature()));
        devices.AddRange(Paired.Table);
        foreach (var frame in new[] { Clock.Write(_clock()), DeviceTable.Write(devices) })
        {
            _bus.Transmit(_participant, frame);
            yield return Pause.For(_options.WireTime(frame.Size) + Gap);
        }
    }

    private IEnumerable<Pause> GrantTokens()
    {
        foreach (var address in _peripherals.ToGrant)
        {
            if (_faults.IsOn<NoGrants>())
                yield break;

            foreach (var pause in SayGrant(address))
                yield return pause;

            var since = _loop.Now;
            foreach (var pause in AwaitReturn(address, since))
                yield return pause;
            Returned(address, since);
            yield return Pause.For(Gap);
        }
    }

    /// <summary>The token is granted with the first one said.</summary>
    private IEnumerable<Pause> SayGrant(ushort address)
    {
        var grant = Service.TokenGrant(address);
        var isDoubled = _faults.Strikes<DoubleGrants>();
        _bus.Transmit(_participant, grant);
        yield return Pause.For(_options.WireTime(grant.Size));
        Granted(address);
        if (isDoubled)
        {
            yield return Pause.For(Gap);
            _bus.Transmit(_participant, grant);
            yield return Pause.For(_options.WireTime(grant.Size));
        }
    }

    /// <summary>Waits for the token, or for so long as the options tell; <see cref="BusScript.Answer"/> is then the return.</summary>
    private IEnumerable<Pause> AwaitReturn(ushort address, TimeSpan since)
    {
        do
        {
            var longest = since + _options.MaxTokenHold - _loop.Now;
            var silent = _bus.LastByte + _options.TokenSilence - _loop.Now;
            yield return new Pause(Shorter(longest, silent), frame => frame.Source == address
                && Service.TryFunction(frame, out var function) && function == ServiceFunction.TokenReturn);
        }
        while (_script.Answer is null && !IsOver(since + _options.MaxTokenHold) && !IsOver(_bus.LastByte + _options.TokenSilence));
    }

    private bool IsOver(TimeSpan? end) => _loop.Now >= end;

    private static TimeSpan? Shorter(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b : a;

    private void Granted(ushort address)
    {
        _bus.TokenHolder = address;
        _bus.Etiquette = _bus.Etiquette with { TokensGranted = _bus.Etiquette.TokensGranted + 1 };
    }

    private void Returned(ushort address, TimeSpan since)
    {
        _answer = _script.Answer;
        var held = _loop.Now - since;
        _tokens.Add(new TokenHold(address, since, held, WasReturned: _answer is not null));
        var etiquette = _bus.Etiquette;
        _bus.TokenHolder = null;
        _bus.Etiquette = etiquette with
        {
            TokensReturned = etiquette.TokensReturned + (_answer is null ? 0 : 1),
            TokensTakenBack = etiquette.TokensTakenBack + (_answer is null ? 1 : 0),
            TokenHeld = etiquette.TokenHeld + held,
            LongestTokenHold = held > etiquette.LongestTokenHold ? held : etiquette.LongestTokenHold,
        };
    }

    private static Frame Identify(ushort address) => new(address, BusAddress.Panel, Command.Identify);

    /// <summary>Sends and waits for the answer, which <see cref="_answer"/> then is; null when none came.</summary>
    /// <param name="answer">What answers; null: whatever the one who was asked says.</param>
    private IEnumerable<Pause> Ask(Frame request, Command? answer, TimeSpan timeout, Participant? sender = null)
    {
        while (!_bus.IsIdle)
            yield return Pause.For(Gap);

        _bus.Transmit(sender ?? _participant, request);
        yield return new Pause(
            _options.WireTime(request.Size) + timeout,
            frame => frame.Source == request.Destination && frame.Destination == request.Source
                && (answer is null || frame.Command == answer || frame.Command is Command.Error or Command.NoData));
        _answer = _script.Answer;
        yield return Pause.For(Gap);
    }
}
