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

    /// <summary>As the entries are on the wire.</summary>
    private readonly List<byte[]> _log;

    /// <summary>Begins with a few entries, one of them active.</summary>
    public SimulatedAlarms(DateTime now, ParameterSpace controller, ParameterSpace panel)
    {
        (_controller, _panel) = (controller, panel);
        var today = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        _log =
        [
            AlarmLog.WriteAnswer(new AlarmRecord(148, today.AddHours(-2), null)),
            AlarmLog.WriteAnswer(new AlarmRecord(20, today.AddDays(-3), today.AddDays(-3).AddMinutes(7))),
            AlarmLog.WriteAnswer(new AlarmRecord(8, today.AddDays(-12), today.AddDays(-11))),
            AlarmLog.WriteAnswer(new AlarmRecord(8, today.AddDays(-40), today.AddDays(-40).AddHours(3))),
        ];
        Show();
    }

    public void Raise(byte code, DateTime now) => Put(0, AlarmLog.WriteAnswer(new AlarmRecord(code, now, null)));

    /// <summary>Puts an entry into the log, whatever its bytes are.</summary>
    public void Put(int place, byte[] entry)
    {
        _log.Insert(Math.Min(place, _log.Count), entry);
        if (_log.Count > Capacity)
            _log.RemoveAt(Capacity);
        Show();
    }

    public void Clear(byte code, DateTime now)
    {
        for (var i = 0; i < _log.Count; i++)
        {
            if (Active(_log[i]) is { } alarm && alarm.Code == code)
                _log[i] = AlarmLog.WriteAnswer(alarm with { To = now });
        }

        Show();
    }

    /// <summary>Answers a request for one entry; past the last one, the end of the log.</summary>
    /// <param name="isRefused">Whatever is there, an error is told.</param>
    public (Command Command, byte[] Data)? Answer(Frame request, bool isRefused)
    {
        if (request.Command != Command.Service || !AlarmLog.TryParseRequest(request.Data.Span, out var index))
            return null;

        if (isRefused)
            return (Command.Error, []);

        return (Command.ServiceAnswer, index < _log.Count ? _log[index] : AlarmLog.WriteAnswer(null));
    }

    private static AlarmRecord? Active(byte[] entry)
    {
        _ = AlarmLog.ParseAnswer(entry, out var alarm);
        return alarm is { IsActive: true } ? alarm : null;
    }

    private void Show()
    {
        var active = _log.Select(Active).OfType<AlarmRecord>().ToList();
        _panel.Put(AlarmCount, active.Count);
        _panel.Put(AlarmFlag, active.Count > 0 ? 1 : 0);
        for (var word = 0; word < 5; word++)
        {
            var bits = active.Where(alarm => alarm.Code / 32 == word).Aggregate(0u, (set, alarm) => set | 1u << (alarm.Code % 32));
            _controller.Put(Indices.AlarmBits + word, bits);
        }
    }
}
