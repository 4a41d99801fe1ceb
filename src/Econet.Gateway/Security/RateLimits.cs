using System.Globalization;
using System.Threading.RateLimiting;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.RateLimiting;

namespace Econet.Gateway.Security;

/// <summary>How many requests, and streams of events, a key or an address gets. This machine gets any number.</summary>
/// <remarks>
/// ASP.NET's own middleware makes its limiters at the start, and each of them wakes ten times a second from then on. These are made for the first who is
/// limited.
/// </remarks>
internal sealed class RateLimits(LimitOptions limits) : IAsyncDisposable
{
    /// <summary>The policy of endpoints whose answer does not end.</summary>
    public const string Streams = "streams";

    /// <summary>The policy of what tries a key.</summary>
    public const string Logins = "logins";

    /// <summary>Somebody who mistypes a key tries it again a few times.</summary>
    private const int LoginsPerMinute = 10;

    private const string Unlimited = "";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Limiter _requests = new(http => (IsWrite(http) ? limits.WritesPerMinute : limits.ReadsPerMinute) is > 0 and var most
        ? RateLimitPartition.GetTokenBucketLimiter((CallerOf(http), IsWrite(http)), _ => Bucket(most))
        : RateLimitPartition.GetNoLimiter((Unlimited, false)));

    private readonly Limiter _streams = new(http => RateLimitPartition.GetConcurrencyLimiter(
        (CallerOf(http), false), _ => new ConcurrencyLimiterOptions { PermitLimit = limits.ConnectionsPerAddress, QueueLimit = 0 }));

    private readonly Limiter _logins = new(http => RateLimitPartition.GetTokenBucketLimiter((CallerOf(http), false), _ => Bucket(LoginsPerMinute)));

    /// <summary>Lets a request through, or refuses it with 429. After routing and authentication: who has a key is counted by it.</summary>
    public async Task LimitAsync(HttpContext http, RequestDelegate next)
    {
        if (CallerOf(http) == Unlimited)
        {
            await next(http);
            return;
        }

        TellRest(http);
        var policy = http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName;
        using var request = _requests.Value.AttemptAcquire(http);
        using var more = !request.IsAcquired ? null
            : policy == Streams ? _streams.Value.AttemptAcquire(http)
            : policy == Logins ? _logins.Value.AttemptAcquire(http)
            : null;
        if (request.IsAcquired && more is null or { IsAcquired: true })
        {
            await next(http);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Features.Set(new Refusal(
            more is not null && policy == Streams
                ? $"Too many event streams: {limits.ConnectionsPerAddress} at once are allowed ({LimitSettings.ConnectionsPerAddress.Name})"
            : more is not null
                ? $"Too many logins: {LoginsPerMinute} a minute are allowed"
            : IsWrite(http)
                ? $"Too many writes: {limits.WritesPerMinute} a minute are allowed ({LimitSettings.Writes.Name})"
                : $"Too many requests: {limits.ReadsPerMinute} a minute are allowed ({LimitSettings.Reads.Name})",
            RefusalCode.TooManyRequests));
        if ((more ?? request).TryGetMetadata(MetadataName.RetryAfter, out var wait))
        {
            http.Response.Headers.RetryAfter = Seconds(wait);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var limiter in new[] { _requests, _streams, _logins }.Where(limiter => limiter.IsValueCreated))
        {
            await limiter.Value.DisposeAsync();
        }
    }

    /// <summary>Tells with every answer how many requests are left.</summary>
    private void TellRest(HttpContext http) => http.Response.OnStarting(() =>
    {
        var most = IsWrite(http) ? limits.WritesPerMinute : limits.ReadsPerMinute;
        // Of what has no limit the statistics are nonsense.
        if (most > 0 && _requests.Value.GetStatistics(http) is { } now)
        {
            var headers = http.Response.Headers;
            headers["RateLimit-Limit"] = most.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Remaining"] = now.CurrentAvailablePermits.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Reset"] = Seconds(Minute * (most - now.CurrentAvailablePermits) / most);
        }

        return Task.CompletedTask;
    });

    /// <summary>It fills in a minute, a little at a time: nobody waits for the minute to be over.</summary>
    private static TokenBucketRateLimiterOptions Bucket(int most)
    {
        var atOnce = Math.Max(1, most / 60);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = most, TokensPerPeriod = atOnce, ReplenishmentPeriod = Minute * atOnce / most, QueueLimit = 0, AutoReplenishment = true,
        };
    }

    private static string CallerOf(HttpContext http) =>
        RequestSource.IsLocal(http) ? Unlimited
        : http.User.Identity is { IsAuthenticated: true, Name: { } name } ? $"key {name}"
        : RequestSource.Of(http.Connection.RemoteIpAddress);

    private static bool IsWrite(HttpContext http) => !HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method);

    private static string Seconds(TimeSpan time) => Math.Ceiling(time.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);

    private sealed class Limiter(Func<HttpContext, RateLimitPartition<(string Caller, bool IsWrite)>> partition)
        : Lazy<PartitionedRateLimiter<HttpContext>>(() => PartitionedRateLimiter.Create(partition));
}
