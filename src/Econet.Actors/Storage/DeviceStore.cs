using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Storage;

/// <summary>
/// The state of one device on a disk or in a database, or in memory while that can't be used; nothing that happens to
/// it comes out as an exception. Calls block for as long as the disk does. Not thread-safe. What is staged is lost unless it
/// is committed before <see cref="Dispose"/>.
/// </summary>
/// <param name="place">Null to keep everything in memory only.</param>
internal sealed class DeviceStore(IStatePlace? place, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan WritesKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan WritesLoaded = TimeSpan.FromDays(1);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private readonly StateMemory _memory = new();
    private readonly List<BadRow> _badRows = [];
    private readonly HashSet<long> _refusedWrites = [];
    private IStateTables? _file;

    /// <summary>It is known what the disk held at the start.</summary>
    private bool _isRead;

    private long? _failedAt;
    private long? _prunedAt;
    private long? _setAsideAt;
    private string? _problem;
    private string? _setAside;

    public StoreHealth Health => new(_file is not null, _problem, _setAside);

    /// <summary>False when everything is to be kept in memory only.</summary>
    public bool WantsDisk => place is not null;

    /// <inheritdoc cref="IStatePlace.RetryInterval"/>
    public TimeSpan RetryInterval => place?.RetryInterval ?? Timeout.InfiniteTimeSpan;

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
        if (_file is not null && place!.IsGone)
        {
            Close();
        }

        // The second attempt is for the file that was started again in the place of a damaged one.
        var saved = TryOpen() && (TrySave(durable) || (TryOpen() && TrySave(durable)));
        _memory.Trim();
        return saved;
    }

    /// <summary>The same, for a disk that failed less than <see cref="IStatePlace.RetryInterval"/> ago, too.</summary>
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
        if (place is null || (_failedAt is { } failed && time.GetElapsedTime(failed) < RetryInterval))
        {
            return false;
        }

        try
        {
            _file = place.Open();
            Learn(_file.Read(time.GetUtcNow() - WritesLoaded));
            NoteBadRows(_file);
            _problem = null;
            _failedAt = null;
            return true;
        }
        catch (Exception e) when (place!.IsTrouble(e))
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
        catch (Exception e) when (place!.IsTrouble(e))
        {
            Fail(e);
            return false;
        }
    }

    private void Learn(StoredState state)
    {
        _memory.Merge(state);
        _isRead = true;
    }

    private void NoteBadRows(IStateTables file)
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
        _problem = place!.Describe(e);
        _failedAt = time.GetTimestamp();
        if (place.IsDamage(e))
        {
            SetAside();
        }
        else if (!_isRead)
        {
            ReadOnly();
        }
    }

    private void ReadOnly()
    {
        try
        {
            if (place!.ReadOnly(time.GetUtcNow() - WritesLoaded) is { } state)
            {
                Learn(state);
            }
        }
        catch (Exception e) when (place!.IsTrouble(e))
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
            _setAside = place!.SetAside(time.GetUtcNow());
            _isRead = true;
            _setAsideAt = time.GetTimestamp();
            _failedAt = wait ? _failedAt : null;
        }
        catch (Exception e) when (place!.IsTrouble(e))
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
