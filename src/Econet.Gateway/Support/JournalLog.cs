using System.ComponentModel;
using System.Diagnostics;

namespace Econet.Gateway.Support;

/// <summary>The last lines of the gateway's log.</summary>
internal static class JournalLog
{
    private const int MostLines = 2000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Those of a file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public static string OfFile(string path)
    {
        var last = new Queue<string>();
        foreach (var line in File.ReadLines(path))
        {
            last.Enqueue(line);
            if (last.Count > MostLines)
            {
                last.Dequeue();
            }
        }

        return string.Join('\n', last) + "\n";
    }

    /// <summary>Those of the service in the journal of systemd, or why there are none.</summary>
    public static async Task<string> OfServiceAsync(CancellationToken stop)
    {
        try
        {
            using var journal = Process.Start(new ProcessStartInfo(
                "journalctl", ["--unit", "econet-gateway", "--lines", $"{MostLines}", "--no-pager", "--quiet", "--output", "short-iso"])
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            using var late = new CancellationTokenSource(Patience, TimeProvider.System);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
            var text = journal.StandardOutput.ReadToEndAsync(either.Token);
            var errors = journal.StandardError.ReadToEndAsync(either.Token);
            try
            {
                await journal.WaitForExitAsync(either.Token);
                return await text is { Length: > 0 } lines ? lines : $"The journal has no lines of econet-gateway. {await errors}\n";
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                journal.Kill();
                return "The journal does not answer.\n";
            }
        }
        catch (Win32Exception)
        {
            return "There is no journal on this machine; --log FILE adds a log file.\n";
        }
    }
}
