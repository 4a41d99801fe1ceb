using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Econet.Actors;
using Econet.Gateway.Http;

namespace Econet.Gateway.History;

/// <summary>Where the history is also written to.</summary>
/// <param name="Url">The address that takes line protocol, with its query.</param>
/// <param name="Token">Null for none.</param>
public sealed record InfluxOptions(Uri Url, string? Token);

/// <summary>
/// Hands the history on to an InfluxDB, or whatever else takes its line protocol, window by window when they are written. What was not taken stays where it is,
/// for as long as every change is kept, and is tried again.
/// </summary>
internal sealed partial class InfluxForward : BackgroundService
{
    /// <summary>How often is looked what is new, and a server that failed tried again.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>A server takes some megabytes at once; this is far less.</summary>
    private const int MostCharacters = 500_000;

    private const int MostOfReason = 300;

    private readonly IHistoryStore _store;
    private readonly InfluxOptions _options;
    private readonly GatewayProblems _problems;
    private readonly TimeProvider _time;
    private readonly ILogger<InfluxForward> _logger;
    private readonly HttpClient _http;

    public InfluxForward(
        IHistoryStore store, InfluxOptions options, GatewayProblems problems, TimeProvider time, ILogger<InfluxForward> logger, HttpMessageHandler? handler = null)
    {
        (_store, _options, _problems, _time, _logger) = (store, options, problems, time, logger);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(30) };
        if (options.Token is { } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Token", token);
        }
    }

    /// <summary>Hands on what is new; never throws but when it is cancelled.</summary>
    public async Task ForwardAsync(CancellationToken cancellation)
    {
        try
        {
            using var windows = _store.OpenToHandOn();
            while (await windows.NextAsync((session, device, window) => SendAsync(session, device, window, cancellation)))
            {
                cancellation.ThrowIfCancellationRequested();
            }

            _problems.Clear(GatewayProblemCode.InfluxUnavailable);
        }
        catch (HttpRequestException refused)
        {
            Tell(FailureReason.Of(refused));
        }
        catch (Exception e) when (_store.IsTrouble(e))
        {
            // Its writer tells of the history; of what is handed on nobody else would.
            Tell(_store.Describe(e));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Tell("it does not answer");
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, _time, stoppingToken);
                await ForwardAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is sent after the next start.
        }
    }

    private async Task SendAsync(IHistorySession session, string device, WrittenWindow window, CancellationToken cancellation)
    {
        var lines = new StringBuilder();
        var series = session.Series(device).Values;
        var blocks = session.Blocks(Tier.Raw, [.. series.Select(one => one.Id)], [window.Id]);
        foreach (var (id, one) in series)
        {
            LineProtocol.Append(lines, one, blocks.Samples(window, id));
            if (lines.Length > MostCharacters)
            {
                await PostAsync(lines.ToString(), cancellation);
                lines.Clear();
            }
        }

        if (lines.Length > 0)
        {
            await PostAsync(lines.ToString(), cancellation);
        }
    }

    /// <exception cref="HttpRequestException">It was not taken, and is to be tried again.</exception>
    private async Task PostAsync(string lines, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(Compressed(lines));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = "utf-8" };
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await _http.PostAsync(_options.Url, content, cancellation);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableContent)
        {
            // It will never take these, such as values older than it keeps; those that it likes it has taken.
            var reason = await answer.Content.ReadAsStringAsync(cancellation);
            LogRefused(_options.Url.Host, reason.Length > MostOfReason ? reason[..MostOfReason] : reason);
        }
        else if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"it answers {(int)answer.StatusCode} {answer.ReasonPhrase}"));
        }
    }

    private static byte[] Compressed(string lines)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(lines));
        }

        return bytes.ToArray();
    }

    private void Tell(string reason) => _problems.Raise(
        GatewayProblemCode.InfluxUnavailable,
        $"The history can't be handed on to {_options.Url.GetLeftPart(UriPartial.Path)}: {reason}. It is kept and tried again every {Interval.TotalSeconds:F0} s");

    [LoggerMessage(LogLevel.Warning, "{Server} refuses a part of the history, which is not sent again: {Reason}")]
    private partial void LogRefused(string server, string reason);
}
