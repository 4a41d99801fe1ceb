using System.Diagnostics;
using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>
/// Traces of what is asked of devices, for OpenTelemetry: a span for each write, with events for when it was accepted, sent and ended, and one for each
/// reading from the bus. Nothing is made while nobody listens. docs/metrics.md lists them.
/// </summary>
public static class DeviceTraces
{
    /// <summary>The name of the source.</summary>
    public const string Name = "Econet.Actors";

    private static readonly ActivitySource Source = new(Name, typeof(DeviceTraces).Assembly.GetName().Version?.ToString(3));

    internal static Task<WriteResult> WriteAsync(string device, string key, Func<Task<WriteResult>> write) => TraceAsync("econet.write", device, key, write, Add);

    internal static Task<ParameterValue> ReadAsync(string device, string key, Func<Task<ParameterValue>> read) => TraceAsync("econet.read", device, key, read, Add);

    private static async Task<T> TraceAsync<T>(string name, string device, string key, Func<Task<T>> act, Action<Activity, T> add)
    {
        using var span = Source.StartActivity(name, ActivityKind.Client);
        if (span is null)
        {
            return await act().ConfigureAwait(false);
        }

        span.SetTag("econet.device", device).SetTag("econet.parameter", key);
        try
        {
            var result = await act().ConfigureAwait(false);
            add(span, result);
            return result;
        }
        catch (Exception failed)
        {
            span.SetStatus(ActivityStatusCode.Error, failed.Message);
            throw;
        }
    }

    private static void Add(Activity span, ParameterValue read) => span.SetTag("econet.quality", read.Quality.ToString());

    private static void Add(Activity span, WriteResult result)
    {
        if (result.Job is { } job)
        {
            span.SetTag("econet.write.id", job.Id).SetTag("econet.write.status", job.Status.ToString());
            span.AddEvent(new ActivityEvent("accepted", job.CreatedAt));
            Happened("sent", job.SentAt);
            Happened("ended", job.EndedAt);
        }

        if (!result.Success)
        {
            span.SetTag("error.type", result.Error.ToString()).SetStatus(ActivityStatusCode.Error, result.Message);
        }

        void Happened(string what, DateTimeOffset? at)
        {
            if (at is { } time)
            {
                span.AddEvent(new ActivityEvent(what, time));
            }
        }
    }
}
