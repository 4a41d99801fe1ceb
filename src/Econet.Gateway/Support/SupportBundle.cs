using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Econet.Gateway.Support;

/// <summary>A zip file with texts for a problem report. Every text has its secrets taken out.</summary>
internal sealed class SupportBundle(Redaction redaction)
{
    private readonly Dictionary<string, string> _texts = [];

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
