using Econet.Gm3;
using Econet.Gm3.Payloads;

namespace Econet.Simulation.Gm3;

/// <summary>The panel's alarm log, newest first.</summary>
internal sealed class SimulatedAlarms
{
    private const int Capacity = 100;
    private const int AlarmCount = 71;
    private const int AlarmFlag = 72;

    private readonly ParameterSpace _controller;
    private readonly ParameterSpace _panel;
    private readonly List<AlarmRecord> _log;

    /// <summary>Begins with a few entries, one of them active.</summary>
    public SimulatedAlarms(DateTime now, ParameterSpace controller, ParameterSpace panel)
    {
        (_controller, _panel) = (controller, panel);
        var today = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        _log =
        [
            new AlarmRecord(148, today.AddHours(-2), null),
            new AlarmRecord(20, today.AddDays(-3), today.AddDays(-3).AddMinutes(7)),
            new AlarmRecord(8, today.AddDays(-12), today.AddDays(-11)),
            new AlarmRecord(8, today.AddDays(-40), today.AddDays(-40).AddHours(3)),
        ];
        Show();
    }

    public void Raise(byte code, DateTime now)
    {
        _log.Insert(0, new AlarmRecord(code, now, null));
        if (_log.Count > Capacity)
            _log.RemoveAt(Capacity);
        Show();
    }

    public void Clear(byte code, DateTime now)
    {
        for (var i = 0; i < _log.Count; i++)
        {
            if (_log[i].Code == code && _log[i].To is null)
                _log[i] = _log[i] with { To = now };
        }

        Show();
    }

    /// <summary>Answers a request for one entry; past the last one, the end of the log.</summary>
    public (Command Command, byte[] Data)? Answer(Frame request)
    {
        if (request.Command != Command.Service || !AlarmLog.TryParseRequest(request.Data.Span, out var index))
            return null;

        return (Command.ServiceAnswer, AlarmLog.WriteAnswer(index < _log.Count ? _log[index] : null));
    }

    private void Show()
    {
        var active = _log.Where(alarm => alarm.To is null).ToList();
        _panel.Put(AlarmCount, active.Count);
        _panel.Put(AlarmFlag, active.Count > 0 ? 1 : 0);
        for (var word = 0; word < 5; word++)
        {
            var bits = active.Where(alarm => alarm.Code / 32 == word).Aggregate(0u, (set, alarm) => set | 1u << (alarm.Code % 32));
            _controller.Put(Indices.AlarmBits + word, bits);
        }
    }
}
