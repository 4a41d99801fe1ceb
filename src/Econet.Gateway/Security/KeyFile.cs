using System.Collections.Immutable;
using Econet.Actors;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Security;

/// <summary>
/// The keys, in a file of the state directory that only the gateway's user may read. The commands change it, and a running gateway sees that it has
/// changed.
/// </summary>
internal sealed class KeyFile(string directory) : IKeyStore
{
    public const string FileName = "keys.json";

    /// <summary>A key has a few hundred bytes.</summary>
    private const int MostBytes = 1_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The path of the file.</summary>
    public string Name { get; } = Path.Combine(directory, FileName);

    public string Stamp => FileStamp.Of(Name);

    public string? Trouble => null;

    /// <summary>None when there is no file.</summary>
    /// <inheritdoc/>
    public ImmutableArray<ApiKey> Latest()
    {
        try
        {
            if (new FileInfo(Name) is not { Exists: true } file)
            {
                return [];
            }

            return file.Length <= MostBytes ? KeyList.Read(File.ReadAllBytes(Name), Name) : throw new KeyStoreException($"{Name} is larger than any list of keys");
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"{Name} can't be read: {FailureReason.Of(unusable)}");
        }
    }

    public Task<ImmutableArray<ApiKey>> ReadAsync(CancellationToken cancellation) => Task.FromResult(Latest());

    public async Task ChangeAsync(Func<ImmutableArray<ApiKey>, ImmutableArray<ApiKey>> change, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            PrivateFile.CreateDirectory(directory);
            await using var one = await LockAsync(time, cancellation);
            var (before, next) = (Latest(), Name + ".new");
            var keys = change(before);
            if (keys == before)
            {
                return;
            }

            await using (var file = new FileStream(next, PrivateFile.Options(FileMode.Create)))
            {
                await file.WriteAsync(KeyList.Write(keys), cancellation);
                file.Flush(flushToDisk: true);
            }

            Ownership.Follow(next);
            File.Move(next, Name, overwrite: true);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"{Name} can't be written: {FailureReason.Of(unusable)}");
        }
    }

    /// <summary>The file stays: removed, it would let two in that opened it one after the other.</summary>
    private async Task<FileStream> LockAsync(TimeProvider time, CancellationToken cancellation)
    {
        for (var started = time.GetTimestamp(); ;)
        {
            try
            {
                var file = new FileStream(Name + ".lock", PrivateFile.Options(FileMode.OpenOrCreate));
                Ownership.Follow(Name + ".lock");
                return file;
            }
            catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException) && time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }
}
