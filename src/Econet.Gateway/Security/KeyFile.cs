using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Econet.Actors;

namespace Econet.Gateway.Security;

/// <summary>The key file can't be used; the message gives the reason.</summary>
internal sealed class KeyFileException(string message) : Exception(message);

/// <summary>
/// The keys, in a file of the state directory that only the gateway's user may read. The commands change it, and a running gateway sees that it has
/// changed.
/// </summary>
internal sealed class KeyFile(string directory)
{
    public const string Name = "keys.json";

    /// <summary>A key has a few hundred bytes.</summary>
    private const int MostBytes = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter<AccessScope>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    public string Path { get; } = System.IO.Path.Combine(directory, Name);

    /// <summary>The keys, also those that open nothing any more; none when there is no file.</summary>
    /// <exception cref="KeyFileException">It can't be read, or holds something else.</exception>
    public ImmutableArray<ApiKey> Read()
    {
        try
        {
            if (new FileInfo(Path) is not { Exists: true } file)
            {
                return [];
            }

            return file.Length <= MostBytes
                ? [.. JsonSerializer.Deserialize<Content>(File.ReadAllBytes(Path), Options)!.Keys.Select(key => key.ToKey())]
                : throw new KeyFileException($"{Path} is larger than any list of keys");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{Path} can't be read: {FailureReason.Of(unusable)}");
        }
        catch (Exception damaged) when (damaged is JsonException or NullReferenceException or FormatException or ArgumentException)
        {
            throw new KeyFileException($"{Path} is damaged: it does not hold a list of keys");
        }
    }

    /// <summary>Puts other keys in the place of those there are; one process at a time, and all or nothing, also when the power fails.</summary>
    /// <param name="change">May refuse with an exception.</param>
    /// <exception cref="KeyFileException">It can't be read or written.</exception>
    public async Task ChangeAsync(Func<ImmutableArray<ApiKey>, ImmutableArray<ApiKey>> change, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            PrivateFile.CreateDirectory(directory);
            await using var one = await LockAsync(time, cancellation);
            var next = Path + ".new";
            await using (var file = new FileStream(next, PrivateFile.Options(FileMode.Create)))
            {
                await JsonSerializer.SerializeAsync(file, new Content([.. change(Read()).Select(Kept.Of)]), Options, cancellation);
                file.Flush(flushToDisk: true);
            }

            Ownership.Follow(next);
            File.Move(next, Path, overwrite: true);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{Path} can't be written: {FailureReason.Of(unusable)}");
        }
    }

    /// <summary>The file stays: removed, it would let two in that opened it one after the other.</summary>
    private async Task<FileStream> LockAsync(TimeProvider time, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                var file = new FileStream(Path + ".lock", PrivateFile.Options(FileMode.OpenOrCreate));
                Ownership.Follow(Path + ".lock");
                return file;
            }
            catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException) && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    private sealed record Content(IReadOnlyList<Kept> Keys);

    /// <param name="Hash">In hexadecimal.</param>
    private sealed record Kept(
        string Name, AccessScope Scope, string Hash, DateTimeOffset CreatedAt, IReadOnlyList<string>? Devices = null,
        IReadOnlyList<string>? Parameters = null, DateTimeOffset? ExpiresAt = null, DateTimeOffset? RevokedAt = null)
    {
        public static Kept Of(ApiKey key) => new(
            key.Name, key.Grant.Scope, Convert.ToHexStringLower(key.Hash), key.CreatedAt, key.Grant.Devices, key.Grant.Parameters, key.ExpiresAt,
            key.RevokedAt);

        public ApiKey ToKey() => new(Name, new Grant(Scope, Some(Devices), Some(Parameters)), Convert.FromHexString(Hash), CreatedAt, ExpiresAt, RevokedAt);

        private static ImmutableArray<string>? Some(IReadOnlyList<string>? list) => list is null ? null : [.. list];
    }
}
