using Econet.Actors.Devices;
using Econet.Actors.Messages;
using Econet.Gateway.Configuration;
using Econet.Gateway.Security;

namespace Econet.Gateway.Http;

/// <summary>How a request's writes are made.</summary>
internal static class DeviceWrites
{
    private const string RespondAsync = "respond-async";

    /// <param name="prefer">The request's Prefer header, RFC 7240: preferences separated by commas, each with parameters.</param>
    public static bool IsAsync(string? prefer) =>
        prefer is not null
        && prefer.Split(',').Any(p => p.Split(';', 2)[0].Trim().Equals(RespondAsync, StringComparison.OrdinalIgnoreCase));

    public static void TellAsync(HttpContext context) => context.Response.Headers["Preference-Applied"] = RespondAsync;

    /// <summary>How the request's writes are to be made, with the client's address, the name of its key and the request's id for the audit.</summary>
    public static WriteOptions Options(HttpContext context, bool answerWhenAccepted = false)
    {
        var address = RequestSource.AddressOf(context);
        return new WriteOptions(
            context.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"{address} ({name})".TrimStart() : address,
            answerWhenAccepted,
            context.TraceIdentifier);
    }

    /// <summary>
    /// Writes one parameter. A client that knows the parameters by index and can write them by name alone means the first one of that name.
    /// </summary>
    /// <param name="keys">What the collection is keyed by for clients that can't ask.</param>
    public static async Task<WriteResult> WriteAsync(
        this IDevice device, string key, object value, WriteOptions options, ParameterKeys keys, CancellationToken cancellation)
    {
        var result = await device.WriteAsync(key, value, options, cancellation);
        return keys == ParameterKeys.Index && result is { Error: EconetError.Ambiguous, Candidates: [var first, ..] }
            ? await device.WriteAsync(first, value, options, cancellation)
            : result;
    }

    /// <summary>Writes at once, so that one token takes them all; when one fails, the results of the others are still returned.</summary>
    /// <returns>In the order of the writes.</returns>
    /// <exception cref="BadRequestException">Whoever asks may not make one of them; then none is made.</exception>
    public static async Task<WriteResult[]> WriteAllAsync(
        this IDevice device, IEnumerable<(string Key, object Value)> writes, WriteOptions options, TimeProvider time,
        CancellationToken cancellation)
    {
        (string Key, object Value)[] all = [.. writes];
        if (device is LimitedDevice limited)
        {
            await limited.CheckAsync(all.Select(write => write.Key), cancellation);
        }

        return await Task.WhenAll(all.Select(async write =>
        {
            try
            {
                return await device.WriteAsync(write.Key, write.Value, options, cancellation);
            }
            catch (EconetException e)
            {
                return new WriteResult(write.Key, null, default, default, time.GetUtcNow(), e.Error, e.Message, e.Candidates);
            }
        }));
    }

    /// <summary>Where to ask how a write ended: below the device when the request was.</summary>
    public static string Location(HttpContext context, WriteJob job) =>
        context.Request.RouteValues["device"] is string device
            ? $"/api/devices/{Uri.EscapeDataString(device)}/writes/{job.Id}"
            : $"/api/writes/{job.Id}";
}
