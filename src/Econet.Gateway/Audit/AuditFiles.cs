using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Econet.Gateway.Audit;

/// <summary>
/// The entries on the disk: one JSON object a line, one file a month (<c>audit-2026-11.jsonl</c>), which are only appended to, also by commands beside
/// a running gateway. Whole months older than a year are deleted. A line that was torn by a power cut is passed over.
/// </summary>
internal sealed class AuditFiles(string directory)
{
    /// <summary>This month and the twelve before it.</summary>
    private const int MonthsKept = 13;

    private const string Beginning = "audit-";
    private const string Extension = ".jsonl";
    private const string Month = "yyyy-MM";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Those of a gateway with this state directory.</summary>
    public static AuditFiles In(string stateDirectory) => new(Path.Combine(stateDirectory, "audit"));

    /// <summary>Hands entries to the system: they outlast this process from then on, and after <see cref="Flush"/> a loss of power too.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory is not writable.</exception>
    public void Append(IReadOnlyList<AuditEntry> entries)
    {
        if (!Directory.Exists(directory))
        {
            PrivateFile.CreateDirectory(directory);
            Ownership.Follow(directory);
        }

        foreach (var month in entries.GroupBy(entry => entry.At.UtcDateTime.ToString(Month, CultureInfo.InvariantCulture)))
        {
            // In one piece, so that lines of two processes don't mix.
            using var text = new MemoryStream();
            foreach (var entry in month)
            {
                JsonSerializer.Serialize(text, entry, Options);
                text.WriteByte((byte)'\n');
            }

            using var file = new FileStream(PathOf(month.Key), PrivateFile.Options(FileMode.Append, FileShare.ReadWrite));
            Ownership.Follow(PathOf(month.Key));
            if (EndsInTheMiddle(PathOf(month.Key)))
            {
                file.WriteByte((byte)'\n');
            }

            file.Write(text.GetBuffer(), 0, (int)text.Length);
        }
    }

    /// <summary>Waits until the disk has what was appended in this month.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is not writable.</exception>
    public void Flush(DateTimeOffset now)
    {
        var path = PathOf(now.UtcDateTime.ToString(Month, CultureInfo.InvariantCulture));
        if (File.Exists(path))
        {
            using var file = new FileStream(path, PrivateFile.Options(FileMode.Append, FileShare.ReadWrite));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Deletes what is older than is kept.</summary>
    public void Prune(DateTimeOffset now)
    {
        var oldest = PathOf(now.UtcDateTime.AddMonths(1 - MonthsKept).ToString(Month, CultureInfo.InvariantCulture));
        foreach (var file in Files().Where(file => string.CompareOrdinal(file, oldest) < 0))
        {
            File.Delete(file);
        }
    }

    /// <summary>The newest first, from <paramref name="from"/> on and before <paramref name="to"/>.</summary>
    public IEnumerable<AuditEntry> Read(DateTimeOffset from, DateTimeOffset to)
    {
        foreach (var file in Files().OrderDescending(StringComparer.Ordinal))
        {
            var month = DateTimeOffset.ParseExact(
                Path.GetFileName(file)[Beginning.Length..^Extension.Length], Month, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (month >= to || month.AddMonths(1) < from)
            {
                continue;
            }

            foreach (var entry in Entries(file).Where(entry => entry.At >= from && entry.At < to).Reverse())
            {
                yield return entry;
            }
        }
    }

    private static List<AuditEntry> Entries(string path)
    {
        var entries = new List<AuditEntry>();
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        while (reader.ReadLine() is { } line)
        {
            try
            {
                if (JsonSerializer.Deserialize<AuditEntry>(line, Options) is { } entry)
                {
                    entries.Add(entry);
                }
            }
            catch (JsonException)
            {
                // Torn by a power cut.
            }
        }

        return entries;
    }

    private static bool EndsInTheMiddle(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private IEnumerable<string> Files() =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, $"{Beginning}????-??{Extension}") : [];

    private string PathOf(string month) => Path.Combine(directory, Beginning + month + Extension);
}
