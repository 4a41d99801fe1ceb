namespace Econet.Simulation.Gm3;

/// <summary>A heating circuit and the room it heats.</summary>
internal sealed class Circuit
{
    private const double MinFlow = 20;

    private readonly ParameterSpace _space;
    private readonly CircuitIndices _at;
    private double _flow = 25;
    private double _target;

    private Circuit(ParameterSpace space, CircuitIndices at) => (_space, _at) = (space, at);

    /// <summary>Room temperature in °C.</summary>
    public double Room { get; private set; } = 18.3;

    /// <summary>Water temperature in °C that the circuit wants.</summary>
    public double FlowTarget { get; private set; }

    public bool Demands { get; private set; }

    public static Circuit First(ParameterSpace space) => new(space, CircuitIndices.First);

    public static Circuit Second(ParameterSpace space) => new(space, CircuitIndices.Second);

    /// <summary>What the circuit wants, by its mode, its schedule and its heating curve.</summary>
    public void Plan(DateTime now, double outdoor, bool isSummer)
    {
        var mode = (int)_space[_at.WorkState].ToInteger();
        var isComfort = mode == 1 || (mode == 3 && Schedule.IsOn(_space, _at.Schedule, now));
        _target = _space[isComfort ? _at.Comfort : _at.Eco].ToDouble();

        const int HeatingDisabled = 1 << 20;
        var isOff = mode == 0 || isSummer || ((int)_space[_at.Settings].ToInteger() & HeatingDisabled) != 0;
        var curve = _target + (_space[_at.Curve].ToDouble() * (_target - outdoor)) + _space[_at.CurveShift].ToDouble();
        FlowTarget = isOff ? 0 : Math.Clamp(curve, MinFlow, Math.Max(MinFlow, _space[_at.MaxFlow].ToDouble()));
        var margin = Demands ? 0 : _space[_at.Hysteresis].ToDouble();
        Demands = !isOff && Room < _target - margin;
    }

    /// <param name="water">Temperature of the water that the heat pump supplies, in °C.</param>
    public void Advance(double seconds, double outdoor, double water)
    {
        _flow = HeatPumpModel.Follow(_flow, Demands ? Math.Min(water, FlowTarget + 1) : Room, seconds, 300);
        Room = HeatPumpModel.RoomFollow(Room, outdoor, _flow, Demands, seconds);
    }

    public void Publish()
    {
        _space.Put(_at.CalculatedFlow, FlowTarget);
        _space.Put(_at.Room, Room);
        _space.Put(_at.RoomSetpoint, _target);
        _space.Put(_at.Pump, Demands ? 1 : 0);
        if (_at.Flow is { } flow)
            _space.Put(flow, Math.Round(_flow, 1));
    }
}

/// <summary>Where a circuit's parameters are.</summary>
internal sealed record CircuitIndices(
    int Settings, int WorkState, int CalculatedFlow, int Comfort, int Eco, int Hysteresis, int MaxFlow, int Schedule, int Curve,
    int CurveShift, int Room, int RoomSetpoint, int Pump, int? Flow)
{
    public static CircuitIndices First { get; } = new(231, 236, 237, 238, 239, 240, 243, 247, 274, 275, 277, 91, 1353, null);

    public static CircuitIndices Second { get; } = new(281, 286, 287, 288, 289, 290, 293, 297, 324, 325, 327, 92, 1354, 66);
}
