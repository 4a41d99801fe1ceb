using Serilog.Core;
using Serilog.Events;

namespace Econet.Gateway.Hosting;

/// <summary>Names the device in what its actors log: in a house with two heat pumps "The panel grants tokens" is about one of them.</summary>
internal sealed class DeviceInLog : ILogEventEnricher
{
    /// <summary>The property that holds the device's id.</summary>
    public const string Device = "Device";

    /// <summary>The property that holds what stands before the message; absent where the message names the device itself.</summary>
    public const string Prefix = "DevicePrefix";

    private const string Region = "/user/econet/";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (!logEvent.Properties.ContainsKey(Device)
            && logEvent.Properties.GetValueOrDefault("ActorPath") is ScalarValue { Value: string path }
            && path.IndexOf(Region, StringComparison.Ordinal) is >= 0 and var region)
        {
            var id = path[(region + Region.Length)..].Split('/', 2)[0];
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(Device, id));
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(Prefix, $"{id}: "));
        }
    }
}
