using System.Globalization;
using Econet.Actors.Devices;
using Econet.Actors.Messages;

namespace Econet.Gateway.Http;

/// <summary>Tells with every answer how fresh the registers of the NEA SMART system are, errors included, as its clients look for it.</summary>
internal sealed class RegisterFreshness(TimeProvider time) : IEndpointFilter
{
    public const string Stale = "X-Rehau-Registers-Stale";
    public const string Age = "X-Rehau-Registers-Age-Seconds";
    public const string LastWrite = "X-Rehau-Last-Register-Write";

    /// <summary>A device that does not report its state within this time is not waited for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.FindNeaSmart() is { } system)
        {
            http.Response.OnStarting(() => TellAsync(http, system));
        }

        return next(context);
    }

    private async Task TellAsync(HttpContext http, IDevice system)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        try
        {
            if ((await system.StatusAsync(either.Token)).Registers is { } registers)
            {
                Tell(http.Response.Headers, registers);
            }
        }
        catch (Exception failed) when (failed is EconetException or OperationCanceledException or TimeoutException)
        {
            // The answer is worth more than what is said about it.
        }
    }

    private static void Tell(IHeaderDictionary headers, RegistersSection registers)
    {
        headers[Stale] = registers.Stale ? "true" : "false";
        if (registers.Age is { } age)
        {
            headers[Age] = age.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        }

        if (registers.LastWrite is { } last)
        {
            headers[LastWrite] = last.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        }
    }
}
