using System.Globalization;
using System.Threading.RateLimiting;
using Econet.Gateway.Configuration;
using Microsoft.AspNetCore.RateLimiting;

namespace Econet.Gateway.Security;

/// <summary>How many requests, and streams of events, a key or an address gets. This machine gets any number.</summary>
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

    private readonly PartitionedRateLimiter<HttpContext> _requests = PartitionedRateLimiter.Create<HttpContext, (string Caller, bool IsWrite)>(http =>
        (CallerOf(http), IsWrite(http)) is var (caller, isWrite) && (isWrite ? limits.WritesPerMinute : limits.ReadsPerMinute) is > 0 and var most && caller != Unlimited
            ? RateLimitPartition.GetTokenBucketLimiter((caller, isWrite), _ => Bucket(most))
            : RateLimitPartition.GetNoLimiter((Unlimited, false)));

    public void Configure(RateLimiterOptions options)
    {
        options.GlobalLimiter = _requests;
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.AddPolicy(Streams, http => CallerOf(http) is var caller && caller != Unlimited
            ? RateLimitPartition.GetConcurrencyLimiter(
                caller, _ => new ConcurrencyLimiterOptions { PermitLimit = limits.ConnectionsPerAddress, QueueLimit = 0 })
            : RateLimitPartition.GetNoLimiter(caller));
        options.AddPolicy(Logins, http => CallerOf(http) is var caller && caller != Unlimited
            ? RateLimitPartition.GetTokenBucketLimiter(caller, _ => Bucket(LoginsPerMinute))
            : RateLimitPartition.GetNoLimiter(caller));
        options.OnRejected = (rejected, _) =>
        {
            var http = rejected.HttpContext;
            if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait))
            {
                http.Response.Headers.RetryAfter = Seconds(wait);
                http.Features.Set(new Refusal(
                    http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == Logins
                        ? $"Too many logins: {LoginsPerMinute} a minute are allowed"
                    : IsWrite(http)
                        ? $"Too many writes: {limits.WritesPerMinute} a minute are allowed ({LimitSettings.Writes.Name})"
                        : $"Too many requests: {limits.ReadsPerMinute} a minute are allowed ({LimitSettings.Reads.Name})"));
            }
            else
            {
                http.Features.Set(new Refusal(
                    $"Too many event streams: {limits.ConnectionsPerAddress} at once are allowed ({LimitSettings.ConnectionsPerAddress.Name})"));
            }

            return ValueTask.CompletedTask;
        };
    }

    /// <summary>Tells with every answer how many requests are left.</summary>
    public Task TellAsync(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(() =>
        {
            var most = IsWrite(http) ? limits.WritesPerMinute : limits.ReadsPerMinute;
            // Of what has no limit the statistics are nonsense.
            if (most > 0 && CallerOf(http) != Unlimited && _requests.GetStatistics(http) is { } now)
            {
                var headers = http.Response.Headers;
                headers["RateLimit-Limit"] = most.ToString(CultureInfo.InvariantCulture);
                headers["RateLimit-Remaining"] = now.CurrentAvailablePermits.ToString(CultureInfo.InvariantCulture);
                headers["RateLimit-Reset"] = Seconds(Minute * (most - now.CurrentAvailablePermits) / most);
            }

            return Task.CompletedTask;
        });
        return next(http);
    }

    public ValueTask DisposeAsync() => _requests.DisposeAsync();

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
}
