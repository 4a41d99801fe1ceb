using Econet.Actors.Vocabulary;
using Econet.Gateway.Configuration;
using Econet.Gateway.Http;

namespace Econet.Gateway.Hosting;

/// <summary>
/// Reads the owner's vocabulary files again when they change. One that is wrong changes nothing: what was read before stays in force, and the
/// gateway has a problem until the file is mended.
/// </summary>
internal sealed partial class VocabularyReload(
    CurrentOptions current, VocabularySource source, GatewayProblems problems, TimeProvider time, ILogger<VocabularyReload> logger) : BackgroundService
{
    /// <summary>Polled, not watched: changes on container mounts are not reported.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private string _known = Stamp(current.Value.Vocabulary.Files);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Stamp(current.Value.Vocabulary.Files) is var stamp && stamp != _known)
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
            source.Current = VocabularyFiles.Read(current.Value.Vocabulary.Files);
            problems.Clear(GatewayProblemCode.VocabularyUnreadable);
            LogRead(string.Join(", ", current.Value.Vocabulary.Files));
        }
        catch (ConfigurationException wrong)
        {
            problems.Raise(
                GatewayProblemCode.VocabularyUnreadable,
                $"{wrong.Message.ReplaceLineEndings("; ")}. The previous vocabulary stays in use until the file is corrected");
        }
    }

    private static string Stamp(IEnumerable<string> files) => string.Join('|', files.Select(file => $"{file} {FileStamp.Of(file)}"));

    [LoggerMessage(LogLevel.Information, "The vocabulary was reloaded: {Files}")]
    private partial void LogRead(string files);
}
