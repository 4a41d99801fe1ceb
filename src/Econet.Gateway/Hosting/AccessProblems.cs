using System.Net;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Hosting;

/// <summary>Tells the owner when others can't use the gateway for want of a key, and when the keys or the certificate can't be read.</summary>
/// <param name="demo">The demo has nothing to protect: that others are kept out is logged, and is not a problem.</param>
internal sealed partial class AccessProblems(
    CurrentOptions current, Credentials credentials, KeyRing keys, IEnumerable<ServerCertificate> certificates, GatewayProblems problems, TimeProvider time, ILogger<AccessProblems> logger, bool demo)
    : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>It is bound once, whatever the settings become.</summary>
    private readonly IPAddress _host = current.Value.ApiHost;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Look();
        if (IsReachable && current.Value.Access.Auth == ApiAuth.Off)
        {
            LogOff(_host);
        }
        else if (IsClosedToOthers && demo)
        {
            LogClosed(Closed());
        }

        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>From other machines.</summary>
    private bool IsReachable => !IPAddress.IsLoopback(_host);

    private bool IsClosedToOthers => IsReachable && current.Value.Access.Auth != ApiAuth.Off && !credentials.AreUsed;

    private void Look()
    {
        Tell(GatewayProblemCode.NoApiKey, IsClosedToOthers && !demo ? Closed() : null);
        Tell(
            GatewayProblemCode.CertificateUnusable,
            certificates.FirstOrDefault()?.Trouble is { } unusable ? $"{unusable}. The one from before stays in use" : null);
        Tell(
            GatewayProblemCode.KeysUnreadable,
            keys.Trouble is { } trouble ? $"{trouble}. Only keys that were read before are accepted; new ones and changes have no effect" : null);
    }

    private string Closed() =>
        $"There is no API key, so {(current.Value.Access.Auth == ApiAuth.All ? "requests" : "writes")} from other machines are refused. Make a key with "
        + $"'Econet.Gateway keys add NAME --scope write', or set {Settings.ApiHost.Name}=127.0.0.1 if no other machine needs the API, or "
        + $"{AccessSettings.Auth.Name}=off if everybody on the network may use it";

    private void Tell(string code, string? problem)
    {
        if (problem is not null)
        {
            problems.Raise(code, problem);
        }
        else
        {
            problems.Clear(code);
        }
    }

    [LoggerMessage(LogLevel.Warning, "API_AUTH=off: whoever reaches {Host} may change settings of the heating system")]
    private partial void LogOff(IPAddress host);

    [LoggerMessage(LogLevel.Information, "{Message}")]
    private partial void LogClosed(string message);
}
