using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Econet.Actors;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Support;

/// <summary>A zip file with texts for a problem report. Every text has its secrets taken out.</summary>
internal sealed class SupportBundle(Redaction redaction)
{
    public const string Health = "health.json";
    public const string Devices = "devices.json";
    public const string Log = "log.txt";

    private readonly Dictionary<string, string> _texts = [];

    public static string StatusOf(string device) => $"status-{device}.json";

    public IEnumerable<string> Names => _texts.Keys;

    public void Add(string name, string text) => _texts[name] = redaction.Of(text);

    public void AddAbout(TimeProvider time, IReadOnlyList<string> ports) => Add("about.txt", $"""
        Econet.Gateway {Product.Version}
        made at {time.GetUtcNow():u}
        {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription}
        {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1_048_576} MB
        serial ports: {(ports.Count == 0 ? "none" : string.Join(", ", ports))}
        {Links("/dev/serial/by-id")}

        """);

    /// <param name="values">Null where they can't be read.</param>
    /// <param name="wrong">Why the gateway does not start with them.</param>
    public void AddSettings(SettingValues? values, string? wrong = null)
    {
        Add(
            "settings.yaml",
            (wrong is null ? "" : $"# The gateway does not start with these settings: {wrong.ReplaceLineEndings("; ")}\n")
                + (values is null ? "" : ExportedConfiguration.Write(values)));
        Add("remarks.txt", values is null ? "" : string.Concat(values.Remarks.Select(remark => remark + "\n")));
    }

    /// <summary>What is in the state directory, by name and size.</summary>
    public void AddState(string directory)
    {
        var text = new StringBuilder($"{directory}\n");
        try
        {
            foreach (var file in new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(file => file.FullName, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(directory, file.FullName)}  {file.Length} bytes  {file.LastWriteTimeUtc:u}\n");
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            text.Append(CultureInfo.InvariantCulture, $"can't be read: {FailureReason.Of(unreadable)}\n");
        }

        Add("state.txt", text.ToString());
    }

    public void Write(Stream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Create);
        foreach (var (name, text) in _texts)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    private static string Links(string directory) => !Directory.Exists(directory)
        ? ""
        : string.Join('\n', Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal)
            .Select(link => $"{link} -> {File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName}"));
}
