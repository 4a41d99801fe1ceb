namespace Econet.Simulation.Gm3;

/// <summary>
/// A small house with a heat pump: weather with a day's curve, two heating circuits, a hot-water tank, a compressor that heats one or the
/// other and defrosts now and then. It reads its settings from the controller's parameters and writes its measurements there.
/// </summary>
internal sealed class HeatPumpModel
{
    /// <summary>Seconds in which a value follows its cause to two thirds.</summary>
    private const double WaterInertia = 120, RoomInertia = 20_000, WeatherInertia = 900;

    private const double DhwPerSecond = 0.006, DhwLossPerSecond = 0.00002, MaxHeat = 9;
    private const double DefrostAfter = 2700, DefrostFor = 240;

    private readonly ParameterSpace _space;
    private readonly Random _random;
    private readonly Circuit[] _circuits;
    private double _weatherNoise;
    private double _flow = 30, _return = 26, _dhw = 39.5, _sinceDefrost;
    private double _consumedHeating = 7394, _consumedDhw = 1053, _producedHeating = 37_084, _producedDhw = 4_100;
    private bool _isLoadingDhw, _isCompressorOn, _isDefrosting;

    public HeatPumpModel(ParameterSpace space, Gm3SimulationOptions options, Random random)
    {
        (_space, _random) = (space, random);
        MeanOutdoorTemperature = options.MeanOutdoorTemperature;
        _circuits = [Circuit.First(space), Circuit.Second(space)];
    }

    /// <inheritdoc cref="Gm3SimulationOptions.MeanOutdoorTemperature"/>
    public double MeanOutdoorTemperature { get; set; }

    /// <summary>Temperature of the room with the thermostat, in °C.</summary>
    public double ThermostatTemperature => _circuits[1].Room;

    /// <param name="seconds">How much time has passed.</param>
    /// <param name="now">The local time.</param>
    public void Advance(double seconds, DateTime now)
    {
        var outdoor = Weather(seconds, now);
        var isSummer = UpdateSeason(outdoor);
        var mayWork = _space[Indices.HeatPumpWorkMode].ToInteger() != 0;

        LoadDhw(seconds, now, mayWork);
        var target = 0.0;
        foreach (var circuit in _circuits)
        {
            circuit.Plan(now, outdoor, isSummer);
            if (circuit.Demands)
                target = Math.Max(target, circuit.FlowTarget);
        }

        if (_isLoadingDhw)
            target = _space[Indices.DhwSetpoint].ToDouble() + _space[Indices.DhwIncrease].ToDouble();

        RunCompressor(seconds, outdoor, mayWork ? target : 0);
        foreach (var circuit in _circuits)
            circuit.Advance(seconds, outdoor, _isLoadingDhw || !mayWork ? _return : _flow);

        Publish(seconds, outdoor, target);
    }

    private double Weather(double seconds, DateTime now)
    {
        _weatherNoise += ((_random.NextDouble() - 0.5) * 0.05 * Math.Sqrt(seconds)) - (_weatherNoise * seconds / WeatherInertia);
        return MeanOutdoorTemperature + (4 * Math.Sin((now.TimeOfDay.TotalHours - 9) / 12 * Math.PI)) + _weatherNoise;
    }

    /// <summary>In automatic mode the outdoor temperature makes the season; its bits tell it.</summary>
    public void UpdateSeason() => UpdateSeason(_space[Indices.Outdoor].ToDouble());

    private bool UpdateSeason(double outdoor)
    {
        const int SummerBit = 1, WinterBit = 2, AutoBit = 4;
        var state = (int)_space[Indices.WorkState].ToInteger();
        if ((state & AutoBit) != 0)
        {
            if (outdoor > _space[Indices.SummerOn].ToDouble())
                state = AutoBit | SummerBit;
            else if (outdoor < _space[Indices.SummerOff].ToDouble())
                state = AutoBit | WinterBit;
            _space.Put(Indices.WorkState, state);
        }

        return (state & SummerBit) != 0;
    }

    private void LoadDhw(double seconds, DateTime now, bool mayWork)
    {
        var setpoint = _space[Indices.DhwSetpoint].ToDouble();
        var wanted = (int)_space[Indices.DhwMode].ToInteger() switch
        {
            1 => true,
            2 => Schedule.IsOn(_space, Indices.DhwSchedule, now),
            _ => false,
        };
        wanted |= _space[Indices.DhwBoost].ToInteger() != 0;
        if (!mayWork || !wanted || _dhw >= setpoint)
        {
            _isLoadingDhw = false;
            _space.Put(Indices.DhwBoost, 0);
        }
        else if (_dhw < setpoint - _space[Indices.DhwHysteresis].ToDouble() || _space[Indices.DhwBoost].ToInteger() != 0)
        {
            _isLoadingDhw = true;
        }

        if (_isLoadingDhw && !_isDefrosting)
            _dhw += DhwPerSecond * seconds;
        _dhw -= (_dhw - 20) * DhwLossPerSecond * seconds;
        if (_random.NextDouble() < seconds / 5400)
            _dhw -= 1 + (4 * _random.NextDouble());
    }

    private void RunCompressor(double seconds, double outdoor, double target)
    {
        _isCompressorOn = target > 0 && (_isLoadingDhw || _flow < target + (_isCompressorOn ? 3 : -2));
        _sinceDefrost += _isCompressorOn ? seconds : 0;
        if (_isCompressorOn && outdoor < 6 && _sinceDefrost > DefrostAfter)
            (_isDefrosting, _sinceDefrost) = (true, 0);
        if (_isDefrosting && _sinceDefrost > DefrostFor)
            (_isDefrosting, _sinceDefrost) = (false, 0);
        _isDefrosting &= _isCompressorOn;

        // Where heat is needed it runs on, as slowly as that takes; it stops when the circuits want no more.
        var pull = !_isCompressorOn ? _circuits[1].Room : _isDefrosting ? 18 : target + (_isLoadingDhw ? 4 : 2);
        _flow = Follow(_flow, pull, seconds, _isCompressorOn ? WaterInertia : 6 * WaterInertia);
        _return = Follow(_return, _isCompressorOn ? _flow - 3.5 : _flow, seconds, WaterInertia);
    }

    private void Publish(double seconds, double outdoor, double target)
    {
        var isHeating = _isCompressorOn && !_isDefrosting;
        var heat = isHeating ? Math.Clamp(2 + ((target - _flow) * 0.5), 1.5, MaxHeat) + (_isLoadingDhw ? 2 : 0) : 0;
        var cop = Math.Clamp(6.5 - ((_flow - outdoor) * 0.08), 1.6, 7);
        var electric = isHeating ? heat / cop : _isDefrosting ? 1.1 : 0.02;
        ref var consumed = ref _isLoadingDhw ? ref _consumedDhw : ref _consumedHeating;
        ref var produced = ref _isLoadingDhw ? ref _producedDhw : ref _producedHeating;
        consumed += electric * seconds / 36;
        produced += heat * seconds / 36;

        var hz = isHeating ? 20 + (heat * 8) : 0;
        var pumpOn = _isCompressorOn || _circuits.Any(c => c.Demands);
        double Noise(double size) => (_random.NextDouble() - 0.5) * size;

        _space.Put(Indices.Outdoor, Tenths(outdoor));
        _space.Put(Indices.DhwTemperature, Tenths(_dhw));
        _space.Put(Indices.DhwCalculated, _space[Indices.DhwSetpoint].ToDouble());
        foreach (var index in Indices.FlowTemperatures)
            _space.Put(index, Tenths(_flow));
        foreach (var index in Indices.ReturnTemperatures)
            _space.Put(index, Tenths(_return));
        _space.Put(Indices.SourceTarget, target);
        _space.Put(Indices.HeatPumpTarget, target);
        _space.Put(Indices.HeatingOrCooling, isHeating ? 4 : 0);
        _space.Put(Indices.HeatPumpMode, _isDefrosting ? 4 : _isCompressorOn ? 1 : 0);
        _space.Put(Indices.SourcePump, pumpOn ? 1 : 0);
        _space.Put(Indices.DhwLoading, _isLoadingDhw ? 1 : 0);
        _space.Put(Indices.FlapValve, _isLoadingDhw ? 3 : 0);
        _space.Put(Indices.CompressorOn, _isCompressorOn ? 1 : 0);
        _space.Put(Indices.FanOn, isHeating ? 1 : 0);
        _space.Put(Indices.CompressorHz, hz);
        _space.Put(Indices.AxenCompressorHz, hz);
        _space.Put(Indices.FanRpm, isHeating ? 300 + (hz * 4) : 0);
        _space.Put(Indices.AxenFanRpm, isHeating ? 300 + (hz * 4) : 0);
        _space.Put(Indices.WaterFlow, pumpOn ? 14 + Noise(0.4) : 0);
        _space.Put(Indices.ElectricPower, electric);
        _space.Put(Indices.HeatingPower, heat);
        _space.Put(Indices.Cop, isHeating ? cop : 0);
        _space.Put(Indices.CopAverage, (_producedHeating + _producedDhw) / (_consumedHeating + _consumedDhw));
        _space.Put(Indices.DischargeTemperature, Tenths(_flow + (isHeating ? 18 : 0)));
        _space.Put(Indices.SuctionTemperature, Tenths(outdoor - (isHeating ? 5 : 0)));
        _space.Put(Indices.DefrostTemperature, Tenths(_isDefrosting ? 9 : outdoor - 3));
        _space.Put(Indices.OutdoorUnit, Tenths(outdoor - 0.8));
        _space.Put(Indices.SystemPressure, 1.8 + (_flow / 100));
        _space.Put(Indices.PumpSpeed, pumpOn ? 55 : 0);
        _space.Put(Indices.ValvePosition, isHeating ? 60 + (heat * 5) : 0);
        _space.Put(Indices.BusVoltage, 345 + Noise(8));
        _space.Put(Indices.EnergyConsumed, _consumedHeating + _consumedDhw);
        _space.Put(Indices.EnergyConsumedHeating, _consumedHeating);
        _space.Put(Indices.EnergyConsumedDhw, _consumedDhw);
        _space.Put(Indices.EnergyProducedHeating, _producedHeating);
        _space.Put(Indices.EnergyProducedDhw, _producedDhw);
        _space.Put(Indices.MainLoop, 2000 + _random.Next(60));
        foreach (var circuit in _circuits)
            circuit.Publish();
        _space.Put(Indices.Thermostat100, ThermostatTemperature);
    }

    private static double Tenths(double value) => Math.Round(value, 1);

    internal static double Follow(double value, double target, double seconds, double inertia) =>
        target + ((value - target) * Math.Exp(-seconds / inertia));

    internal static double RoomFollow(double room, double outdoor, double water, bool heated, double seconds) =>
        Follow(room, outdoor + (heated ? (water - outdoor) * 0.75 : 4), seconds, RoomInertia);
}
