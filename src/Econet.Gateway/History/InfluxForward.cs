using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Econet.Actors;
using Econet.Actors.Storage;
using Econet.Gateway.Http;

namespace Econet.Gateway.History;

/// <summary>Where the history is also written to.</summary>
/// <param name="Url">The address that takes line protocol, with its query.</param>
/// <param name="Token">Null for none.</param>
public sealed record InfluxOptions(Uri Url, string? Token);

/// <summary>
/// Hands the history on to an InfluxDB, or whatever else takes its line protocol, window by window as they are written to the disk. What was not taken stays there,
/// for as long as every change is kept, and is tried again. How far it has come is in a file beside the history.
/// </summary>
internal sealed partial class InfluxForward : BackgroundService
{
    /// <summary>How often the file is looked at, and a server that failed tried again.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>A server takes some megabytes at once; this is far less.</summary>
    private const int MostCharacters = 500_000;

    private const int MostOfReason = 300;

    private readonly string _path;
    private readonly string _cursorPath;
    private readonly InfluxOptions _options;
    private readonly GatewayProblems _problems;
    private readonly TimeProvider _time;
    private readonly ILogger<InfluxForward> _logger;
    private readonly HttpClient _http;

    public InfluxForward(
        string path, InfluxOptions options, GatewayProblems problems, TimeProvider time, ILogger<InfluxForward> logger, HttpMessageHandler? handler = null)
    {
        (_path, _options, _problems, _time, _logger) = (path, options, problems, time, logger);
        _cursorPath = Path.Combine(Path.GetDirectoryName(path)!, "influx-cursor");
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
            using var file = HistoryFile.OpenToRead(_path);
            if (file is null)
            {
                return;
            }

            var series = file.Series().Values.ToList();
            var windows = file.Windows();
            var cursor = ReadCursor();
            // A file that was started again counts from the beginning.
            cursor = windows is [.., var last] && last.Id < cursor ? 0 : cursor;
            foreach (var window in windows.Where(window => window.Id > cursor))
            {
                await SendAsync(file, window, series, cancellation);
                WriteCursor(window.Id);
            }

            _problems.Clear(GatewayProblemCode.InfluxUnavailable);
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            // Its writer tells of the file; of the cursor nobody else would.
            Tell(StoreTrouble.Describe(e, _path));
        }
        catch (HttpRequestException refused)
        {
            Tell(FailureReason.Of(refused));
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

    private async Task SendAsync(
        HistoryFile file, WrittenWindow window, IReadOnlyList<(long Id, Series Series)> series, CancellationToken cancellation)
    {
        var lines = new StringBuilder();
        foreach (var (id, one) in series)
        {
            LineProtocol.Append(lines, one, file.Samples(window, id));
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

    private long ReadCursor() =>
        File.Exists(_cursorPath) && long.TryParse(File.ReadAllText(_cursorPath), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    private void WriteCursor(long window)
    {
        var next = _cursorPath + ".new";
        using (var file = new StreamWriter(new FileStream(next, PrivateFile.Options(FileMode.Create))))
        {
            file.Write(window.ToString(CultureInfo.InvariantCulture));
        }

        File.Move(next, _cursorPath, overwrite: true);
    }

    private void Tell(string reason) => _problems.Raise(
        GatewayProblemCode.InfluxUnavailable,
        $"The history can't be handed on to {_options.Url.GetLeftPart(UriPartial.Path)}: {reason}. It is kept and tried again every {Interval.TotalSeconds:F0} s");

    [LoggerMessage(LogLevel.Warning, "{Server} refuses a part of the history, which is not sent again: {Reason}")]
    private partial void LogRefused(string server, string reason);
}
