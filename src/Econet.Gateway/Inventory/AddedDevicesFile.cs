using System.Text;
using System.Text.Json;
using Econet.Actors;

namespace Econet.Gateway.Inventory;

/// <summary>The file of the state directory that keeps the devices that were added over the API: <c>{"devices":[{"id":…},…]}</c>.</summary>
internal sealed class AddedDevicesFile(string directory)
{
    public const string Name = "devices.json";

    /// <summary>A device has a few hundred bytes, and a house a few devices.</summary>
    private const int MostBytes = 1_000_000;

    /// <summary>As people write JSON, and as the API takes it.</summary>
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly string _path = Path.Combine(directory, Name);

    /// <summary>Devices were added once, in this run or in an earlier one.</summary>
    public bool Exists => File.Exists(_path);

    /// <summary>What is kept, as it was given. A file that can't be read is put aside, so that nothing is written over it.</summary>
    /// <returns>The devices, and what is wrong with the file; null when nothing is.</returns>
    public (IReadOnlyList<ReadOnlyMemory<byte>> Devices, string? Trouble) Read()
    {
        try
        {
            return File.Exists(_path) ? (Parse(), null) : ([], null);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            var reason = unusable is IOException or UnauthorizedAccessException ? FailureReason.Of(unusable) : "it is damaged";
            return ([], $"{_path} can't be read: {reason}; {PutAside()}");
        }
    }

    /// <summary>Takes the place of the former file at once or not at all, also when the power fails.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be written.</exception>
    public void Write(IEnumerable<ReadOnlyMemory<byte>> devices)
    {
        Directory.CreateDirectory(directory);
        var next = _path + ".new";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
        using (var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("devices");
            foreach (var device in devices)
            {
                using var json = JsonDocument.Parse(device, Lenient);
                json.RootElement.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    private List<ReadOnlyMemory<byte>> Parse()
    {
        if (new FileInfo(_path).Length > MostBytes)
        {
            throw new JsonException("It is larger than any list of devices.");
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(_path), Lenient);
        return [.. json.RootElement.GetProperty("devices").EnumerateArray().Select(device => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(device.GetRawText()))];
    }

    private string PutAside()
    {
        var aside = _path + ".damaged";
        try
        {
            File.Move(_path, aside, overwrite: true);
            return $"it is kept as {Path.GetFileName(aside)}";
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            return $"and it can't be set aside: {FailureReason.Of(failed)}";
        }
    }
}
