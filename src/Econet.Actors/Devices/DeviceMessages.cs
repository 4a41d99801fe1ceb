using Akka.Actor;

namespace Econet.Actors.Devices;

/// <summary>What anybody asks a device; sent to the region inside <see cref="ToDevice"/>.</summary>
public static class DeviceMessages
{
    /// <summary>For the device with this id. The region answers <see cref="Status.Failure"/> when there is none.</summary>
    public sealed record ToDevice(string Device, object Message);

    /// <summary>Answered with a <see cref="DeviceSnapshot"/>.</summary>
    public sealed record GetSnapshot
    {
        public static readonly GetSnapshot Instance = new();
    }

    /// <summary>Answered with a <see cref="Parameters.ParameterValue"/>, or a failure with an <see cref="EconetException"/>.</summary>
    /// <param name="MaxAge">The bus is asked when the value is older than this; null takes what is known.</param>
    public sealed record GetParameter(string Key, TimeSpan? MaxAge = null);

    /// <summary>Answered with a <see cref="WriteResult"/> once the write has ended, or was accepted.</summary>
    /// <param name="Origin">Who asks, for the audit: client address, key name.</param>
    /// <param name="AnswerWhenAccepted">Answer as soon as the write will survive a crash; <see cref="GetWrites"/> tells how it ends.</param>
    public sealed record WriteParameter(string Key, object? Value, string Origin = "", bool AnswerWhenAccepted = false);

    /// <summary>Answered with <see cref="Writes"/>.</summary>
    /// <param name="Id">One write alone; null for the last ones.</param>
    public sealed record GetWrites(long? Id = null);

    /// <summary>Newest first.</summary>
    public sealed record Writes(IReadOnlyList<WriteJob> Jobs);

    /// <summary>Answered with an <see cref="Alarms"/>.</summary>
    public sealed record GetAlarms
    {
        public static readonly GetAlarms Instance = new();
    }

    /// <summary>Newest first.</summary>
    public sealed record Alarms(IReadOnlyList<Alarm> Entries);

    /// <summary>Answered with a <see cref="DeviceStatus"/>.</summary>
    public sealed record GetStatus
    {
        public static readonly GetStatus Instance = new();
    }

    /// <summary>Every <see cref="Parameters.ParameterChanged"/> from now on goes to <paramref name="Watcher"/>, until it stops.</summary>
    public sealed record Watch(IActorRef Watcher);

    /// <summary>
    /// The host is about to stop: leave the bus as others expect to find it. Answered with <see cref="Released"/>; the device does
    /// nothing on the bus after it.
    /// </summary>
    internal sealed record Release
    {
        public static readonly Release Instance = new();
    }

    internal sealed record Released
    {
        public static readonly Released Instance = new();
    }

    /// <summary>A status on its way past those who add to it; the parameters, last, send it to the requester.</summary>
    internal sealed record StatusDraft(DeviceStatus Status, IActorRef Requester);
}
