using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Logging;

/// <summary>Names the device in what its actors log: in a house with two heat pumps "The panel grants tokens" is about one of them.</summary>
internal sealed class ActorInLog : ILogEventEnricher
{
    /// <summary>The property that holds the actor's path.</summary>
    public const string Path = "ActorPath";

    /// <summary>The property that holds the device's id.</summary>
    public const string Device = "Device";

    /// <summary>The property that holds what stands before the message; absent where the message names the device itself.</summary>
    public const string Prefix = "DevicePrefix";

    private const string Region = "/user/econet/";

    /// <summary>Properties of Akka's that repeat others.</summary>
    private static readonly string[] Repeated = ["Timestamp", "Thread", "LogSource"];

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (!logEvent.Properties.TryGetValue(Path, out var value) || value is not ScalarValue { Value: string path })
        {
            return;
        }

        Array.ForEach(Repeated, logEvent.RemovePropertyIfPresent);
        if (!logEvent.Properties.ContainsKey(Device) && LevelsOf(path) is [var id, ..])
        {
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(Device, id));
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(Prefix, $"{id}: "));
        }
    }

    /// <summary>The levels of an actor's path from the device's id on; none for an actor that belongs to no device.</summary>
    public static string[] LevelsOf(string? path) =>
        path?.IndexOf(Region, StringComparison.Ordinal) is >= 0 and var region ? path[(region + Region.Length)..].Split('/') : [];
}
