using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Microsoft.Data.Sqlite;

namespace Econet.Actors.Storage;

/// <summary>
/// The state of one device in <c>{directory}/{device}.db</c>, or in memory while the disk can't be used; nothing that happens to
/// the disk comes out as an exception. Calls block for as long as the disk does. Not thread-safe. What is staged is lost unless it
/// is committed before <see cref="Dispose"/>.
/// </summary>
/// <param name="directory">Null to keep everything in memory only.</param>
/// <param name="opened">Sees each connection before it is used.</param>
internal sealed class DeviceStore(string? directory, string device, TimeProvider time, Action<SqliteConnection>? opened = null) : IDisposable
{
    /// <summary>The least time between two attempts to get back to a disk that can't be used.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    /// <summary>What is put behind the path to get the files that hold all that was committed.</summary>
    private static readonly string[] DatabaseAndLog = ["", "-wal"];

    private static readonly TimeSpan WritesKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan WritesLoaded = TimeSpan.FromDays(1);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private readonly string? _path = PathOf(directory, device);
    private readonly StateMemory _memory = new();
    private readonly List<BadRow> _badRows = [];
    private readonly HashSet<long> _refusedWrites = [];
    private StateFile? _file;

    /// <summary>It is known what the disk held at the start.</summary>
    private bool _isRead;

    private long? _failedAt;
    private long? _prunedAt;
    private long? _setAsideAt;
    private string? _problem;
    private string? _setAside;

    /// <summary>The file of a device; null when everything is kept in memory only.</summary>
    public static string? PathOf(string? directory, string device) =>
        directory is null ? null : Path.Combine(Path.GetFullPath(directory), $"{device}.db");

    public StoreHealth Health => new(_file is not null, _problem, _setAside);

    /// <summary>False when everything is to be kept in memory only.</summary>
    public bool WantsDisk => _path is not null;

    /// <summary>The file has this write as it was last staged, given that the last commit succeeded.</summary>
    public bool Has(long write) => !_refusedWrites.Contains(write);

    /// <summary>Rows that could not be read, or that the file refused, since this was last asked for.</summary>
    public IReadOnlyList<BadRow> TakeBadRows()
    {
        var taken = _badRows.ToArray();
        _badRows.Clear();
        return taken;
    }

    /// <summary>How often something was written to the disk.</summary>
    public long Commits { get; private set; }

    /// <summary>
    /// What is known: what the file holds, and what was staged meanwhile. A file that could not be read at first adds what it holds
    /// when it comes back: load again then.
    /// </summary>
    public StoredState Load()
    {
        TryOpen();
        return _memory.State(time.GetUtcNow() - WritesLoaded);
    }

    /// <summary>Stages a document.</summary>
    /// <param name="content">Not to be changed any more.</param>
    public void PutDocument(string name, byte[] content) => _memory.Put(name, content);

    /// <summary>Stages values.</summary>
    public void PutValues(IEnumerable<StoredValue> values)
    {
        foreach (var value in values)
        {
            _memory.Put(value);
        }
    }

    /// <summary>Stages that all values before this are void, as they are when indices get another meaning.</summary>
    public void ClearValues() => _memory.ClearValues();

    /// <summary>Stages a write's present state.</summary>
    public void PutWrite(WriteJob write)
    {
        _refusedWrites.Remove(write.Id);
        _memory.Put(write);
    }

    /// <summary>Brings all that is staged to the disk in one transaction; without a usable disk it stays staged.</summary>
    /// <param name="durable">It must survive a loss of power from now on. Writes always do.</param>
    /// <returns>Whether everything is on the disk.</returns>
    public bool Commit(bool durable = false)
    {
        if (_file is not null && !File.Exists(_path))
        {
            Close();
        }

        // The second attempt is for the file that was begun anew in the place of a damaged one.
        var saved = TryOpen() && (TrySave(durable) || (TryOpen() && TrySave(durable)));
        _memory.Trim();
        return saved;
    }

    /// <summary>The same, for a disk that failed less than <see cref="RetryInterval"/> ago, too.</summary>
    public bool Retry()
    {
        _failedAt = null;
        return Commit();
    }

    /// <summary>Lets go of the file, for others to open.</summary>
    public void Dispose() => Close();

    private bool TryOpen() => _file is not null || TryOpenOnce() || TryOpenOnce();

    private bool TryOpenOnce()
    {
        if (_path is null || (_failedAt is { } failed && time.GetElapsedTime(failed) < RetryInterval))
        {
            return false;
        }

        try
        {
            _file = StateFile.Open(_path, opened);
            Learn(_file);
            _problem = null;
            _failedAt = null;
            return true;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            Fail(e);
            return false;
        }
    }

    private bool TrySave(bool durable)
    {
        var changes = _memory.Changes;
        if (changes.IsEmpty)
        {
            return true;
        }

        try
        {
            var prune = _prunedAt is not { } last || time.GetElapsedTime(last) >= PruneInterval;
            _file!.Write(changes, durable || changes.Writes.Count > 0, prune ? time.GetUtcNow() - WritesKept : null);
            _prunedAt = prune ? time.GetTimestamp() : _prunedAt;
            Commits++;
            _memory.Saved();
            NoteBadRows(_file);
            return true;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            Fail(e);
            return false;
        }
    }

    private void Learn(StateFile file)
    {
        _memory.Merge(file.Read(time.GetUtcNow() - WritesLoaded));
        _isRead = true;
        NoteBadRows(file);
    }

    private void NoteBadRows(StateFile file)
    {
        foreach (var refused in file.BadRows.Select(row => row.Refused).OfType<WriteJob>())
        {
            _refusedWrites.Add(refused.Id);
            _memory.Remove(refused.Id);
        }

        _badRows.AddRange(file.BadRows);
        file.BadRows.Clear();
    }

    private void Fail(Exception e)
    {
        Close();
        _problem = StoreTrouble.Describe(e, _path!);
        _failedAt = time.GetTimestamp();
        if (StoreTrouble.IsDamage(e))
        {
            SetAside();
        }
        else if (!_isRead && StoreTrouble.IsReadOnly(_path!))
        {
            ReadCopy();
        }
    }

    /// <summary>SQLite reads a file only where it can lock it and write beside it. What is in one that can't be written is known from a copy.</summary>
    private void ReadCopy()
    {
        try
        {
            var copy = Directory.CreateTempSubdirectory("econet-state-");
            try
            {
                var path = Path.Combine(copy.FullName, Path.GetFileName(_path!));
                foreach (var suffix in DatabaseAndLog.Where(suffix => File.Exists(_path + suffix)))
                {
                    File.Copy(_path + suffix, path + suffix);
                    File.SetAttributes(path + suffix, FileAttributes.Normal);
                }

                using var file = StateFile.Open(path);
                Learn(file);
            }
            finally
            {
                copy.Delete(recursive: true);
            }
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            // Then it is not known what it holds.
        }
    }

    // A new file is begun at once, unless the one before it was damaged just now: a disk that does so is not worth more haste.
    private void SetAside()
    {
        var wait = _setAsideAt is { } last && time.GetElapsedTime(last) < RetryInterval;
        try
        {
            _setAside = DamagedFile.SetAside(_path!, time.GetUtcNow());
            _isRead = true;
            _setAsideAt = time.GetTimestamp();
            _failedAt = wait ? _failedAt : null;
        }
        catch (Exception e) when (StoreTrouble.Is(e))
        {
            _problem += $"; it can't be set aside: {FailureReason.Of(e)}";
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _memory.Unsaved();
    }
}
