using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Gm3.Payloads;
using Econet.Values;

namespace Econet.Actors.Gm3.Work;

/// <summary>Where the results of the work with the token go.</summary>
internal interface IBusWorkSink
{
    /// <summary>All structures that can be had are known, and belong to the devices that are there.</summary>
    void Learned();

    /// <summary>What a device says of itself, or leaves unanswered, may have changed.</summary>
    void Noted(DeviceSpace space);

    void Read(ParameterMessages.Readings readings);

    void Progressed(QueuedWrite write, WriteStatus status);

    /// <param name="error">What the one who asked is told where the outcome alone does not say it.</param>
    void Ended(QueuedWrite write, WriteStatus outcome, Value held, Moment at, string? reason, EconetError? error = null);

    /// <summary>The device is another one than before: nothing that is known of the former one holds.</summary>
    void Replaced();

    void AlarmsRead(IReadOnlyList<AlarmRecord> alarms);
}
