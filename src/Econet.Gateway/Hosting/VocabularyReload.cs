using Econet.Actors.Vocabulary;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;

namespace Econet.Gateway.Hosting;

/// <summary>
/// Reads the owner's vocabulary files again when they change. One that is wrong changes nothing: what was read before stays in force, and the
/// gateway has a problem until the file is mended.
/// </summary>
internal sealed partial class VocabularyReload(
    GatewayOptions options, VocabularySource source, GatewayProblems problems, TimeProvider time, ILogger<VocabularyReload> logger) : BackgroundService
{
    /// <summary>Looked at, and not watched: on mounts of containers nobody tells of a change.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private string _known = Stamp(options.Vocabulary.Files);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Vocabulary.Files.IsEmpty)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Stamp(options.Vocabulary.Files) is var stamp && stamp != _known)
            {
                _known = stamp;
                Read();
            }
        }
    }

    private void Read()
    {
        try
        {
            source.Current = VocabularyFiles.Read(options.Vocabulary.Files);
            problems.Clear(GatewayProblemCode.VocabularyUnreadable);
            LogRead(string.Join(", ", options.Vocabulary.Files));
        }
        catch (ConfigurationException wrong)
        {
            problems.Raise(
                GatewayProblemCode.VocabularyUnreadable,
                $"{wrong.Message.ReplaceLineEndings("; ")}. What was read before stays in force until the file is mended");
        }
    }

    private static string Stamp(IEnumerable<string> files) => string.Join('|', files.Select(file =>
    {
        try
        {
            var info = new FileInfo(file);
            return info.Exists ? $"{info.LastWriteTimeUtc.Ticks} {info.Length}" : "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }));

    [LoggerMessage(LogLevel.Information, "The vocabulary was read again: {Files}")]
    private partial void LogRead(string files);
}
