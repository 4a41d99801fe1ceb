using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Econet.Actors;
using Econet.Gateway.Remote;

namespace Econet.Gateway.Backups;

/// <summary>
/// A backup: a zip file with <c>manifest.json</c>, <c>configuration/</c>, <c>state/</c> and <c>parameters/DEVICE.json</c>, the last as the API
/// tells them.
/// </summary>
internal sealed class BackupArchive
{
    public const string Configuration = "configuration/";
    public const string State = "state/";
    private const string Parameters = "parameters/";
    private const string Manifest = "manifest.json";
    private const int Format = 1;

    /// <summary>A house has a few megabytes.</summary>
    private const long MostBytes = 1L << 30;

    private readonly Dictionary<string, byte[]> _entries = new(StringComparer.Ordinal);

    /// <summary>The devices whose parameters are in it.</summary>
    public IEnumerable<string> Devices => Under(Parameters).Select(name => Path.GetFileNameWithoutExtension(name));

    /// <summary>The names of the files of the configuration or the state.</summary>
    public IEnumerable<string> Under(string folder) =>
        _entries.Keys.Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Select(name => name[folder.Length..]).Order(StringComparer.Ordinal);

    public byte[] Content(string folder, string name) => _entries[folder + name];

    public IReadOnlyList<RemoteValue> ParametersOf(string device)
    {
        using var json = JsonDocument.Parse(_entries[$"{Parameters}{device}.json"]);
        return RemoteValue.AllOf(json.RootElement.Clone());
    }

    public void Add(string folder, string name, byte[] content) => _entries[folder + name] = content;

    /// <param name="body">The answer of the API.</param>
    public void AddParameters(string device, JsonElement body) => _entries[$"{Parameters}{device}.json"] = Encoding.UTF8.GetBytes(body.GetRawText());

    /// <summary>Writes it for its owner's eyes alone.</summary>
    /// <exception cref="BackupException">The file exists, or can't be written.</exception>
    public void Write(string path, TimeProvider time)
    {
        _entries[Manifest] = JsonSerializer.SerializeToUtf8Bytes(new { format = Format, version = Product.Version, created_at = time.GetUtcNow(), devices = Devices });
        OwnersFile.Create(path, file =>
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Create);
            foreach (var (name, content) in _entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        });
    }

    /// <exception cref="BackupException">The file can't be read, or is no backup.</exception>
    public static BackupArchive Read(string path)
    {
        try
        {
            var archive = new BackupArchive();
            using var zip = ZipFile.OpenRead(path);
            if (zip.Entries.Sum(entry => entry.Length) > MostBytes)
            {
                throw new BackupException($"{path} is too large for a backup");
            }

            foreach (var entry in zip.Entries.Where(entry => IsKnown(entry.FullName)))
            {
                using var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                archive._entries[entry.FullName] = content.ToArray();
            }

            archive.CheckManifest(path);
            foreach (var device in archive.Devices)
            {
                _ = archive.ParametersOf(device);
            }

            return archive;
        }
        catch (Exception wrong) when (wrong is InvalidDataException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new BackupException($"{path} is not a backup of this program, or is damaged");
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"{path} can't be read: {FailureReason.Of(failed)}");
        }
    }

    private void CheckManifest(string path)
    {
        using var manifest = JsonDocument.Parse(_entries[Manifest]);
        if (manifest.RootElement.GetProperty("format").GetInt32() > Format)
        {
            throw new BackupException($"{path} was made by a later version of this program ({manifest.RootElement.GetProperty("version")})");
        }
    }

    /// <summary>A plain name in one of the folders: nothing that would lead out of a directory.</summary>
    private static bool IsKnown(string name) => name == Manifest
        || (name.Split('/') is [var folder, { Length: > 0 } file] && (folder + "/") is Configuration or State or Parameters
            && file is not ("." or "..") && !file.Contains('\\', StringComparison.Ordinal) && !file.Contains(':', StringComparison.Ordinal));
}
