using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;

namespace Econet.Gateway.Security;

/// <summary>Ends requests that last, such as streams of events, when the key or the token that they came with is revoked or expires.</summary>
internal sealed class Revocations(KeyRing keys, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Watched, Func<bool>> _open = new();

    /// <summary>From here on the request is aborted when its key is good for nothing any more; until what is returned is disposed.</summary>
    public IDisposable? Watch(HttpContext context)
    {
        Func<bool>? isGood = KeyAuthentication.KeyOf(context) is { } key ? () => keys.IsStillGood(key)
            : context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is { } end ? () => time.GetUtcNow() < end
            : null;
        if (isGood is null)
        {
            return null;
        }

        var watched = new Watched(context, request => _open.TryRemove(request, out _));
        _open[watched] = isGood;
        return watched;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (request, _) in _open.Where(open => !open.Value()))
                {
                    request.End();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private sealed class Watched : IDisposable
    {
        private readonly HttpContext _context;
        private readonly CancellationToken _before;
        private readonly CancellationTokenSource _end;
        private readonly Action<Watched> _forget;

        public Watched(HttpContext context, Action<Watched> forget)
        {
            (_context, _before, _forget) = (context, context.RequestAborted, forget);
            _end = CancellationTokenSource.CreateLinkedTokenSource(_before);
            context.RequestAborted = _end.Token;
        }

        public void End()
        {
            try
            {
                _end.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It has ended meanwhile.
            }
        }

        public void Dispose()
        {
            _forget(this);
            _context.RequestAborted = _before;
            _end.Dispose();
        }
    }
}
