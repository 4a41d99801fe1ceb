namespace Econet.Gateway.Http;

/// <summary>
/// Ends requests when the host stops: one that waits for a slow device would otherwise use up the time in which the actors give the
/// token back. A client that went away gets no answer.
/// </summary>
internal sealed class StopWithHost(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        var gone = context.RequestAborted;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested && !context.Response.HasStarted)
        {
            if (gone.IsCancellationRequested)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }
            else
            {
                await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "The gateway is stopping");
            }
        }
        finally
        {
            context.RequestAborted = gone;
        }
    }
}
