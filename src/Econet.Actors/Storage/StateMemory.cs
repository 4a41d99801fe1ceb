using System.Collections.Immutable;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;

namespace Econet.Actors.Storage;

/// <summary>What is to be brought to the disk.</summary>
/// <param name="ClearValues">All values that the file holds go first.</param>
internal sealed record StateChanges(
    bool ClearValues,
    IReadOnlyCollection<KeyValuePair<string, byte[]>> Documents,
    IReadOnlyCollection<StoredValue> Values,
    IReadOnlyCollection<WriteJob> Writes)
{
    public bool IsEmpty => !ClearValues && Documents.Count == 0 && Values.Count == 0 && Writes.Count == 0;
}

/// <summary>The latest of all that is known, so that a new file becomes complete, and which of it the file lacks.</summary>
internal sealed class StateMemory
{
    /// <summary>Writes that are kept in memory, and that <see cref="State"/> gives.</summary>
    public const int MostWrites = 1_000;

    private readonly Dictionary<string, byte[]> _documents = [];
    private readonly Dictionary<int, StoredValue> _values = [];
    private readonly SortedDictionary<long, WriteJob> _writes = [];
    private readonly HashSet<string> _changedDocuments = [];
    private readonly HashSet<int> _changedValues = [];
    private readonly HashSet<long> _changedWrites = [];
    private bool _valuesCleared;

    public StateChanges Changes => new(
        _valuesCleared,
        [.. _changedDocuments.Select(name => KeyValuePair.Create(name, _documents[name]))],
        [.. _changedValues.Select(index => _values[index])],
        [.. _changedWrites.Select(id => _writes[id])]);

    public void Put(string name, byte[] content)
    {
        if (!_documents.TryGetValue(name, out var known) || !known.AsSpan().SequenceEqual(content))
        {
            _documents[name] = content;
            _changedDocuments.Add(name);
        }
    }

    public void Put(StoredValue value)
    {
        if (_values.GetValueOrDefault(value.Index) != value)
        {
            _values[value.Index] = value;
            _changedValues.Add(value.Index);
        }
    }

    public void Put(WriteJob write)
    {
        if (_writes.GetValueOrDefault(write.Id) != write)
        {
            _writes[write.Id] = write;
            _changedWrites.Add(write.Id);
        }
    }

    /// <summary>Forgets a write that the file refuses.</summary>
    public void Remove(long write)
    {
        _writes.Remove(write);
        _changedWrites.Remove(write);
    }

    public void ClearValues()
    {
        _values.Clear();
        _changedValues.Clear();
        _valuesCleared = true;
    }

    /// <summary>Learns what a file holds. Where something is known already, it is the later.</summary>
    public void Merge(StoredState file)
    {
        foreach (var (name, content) in file.Documents)
        {
            _documents.TryAdd(name, content);
        }

        foreach (var value in _valuesCleared ? [] : file.Values)
        {
            _values.TryAdd(value.Index, value);
        }

        foreach (var write in file.Writes)
        {
            _writes.TryAdd(write.Id, write);
        }
    }

    public StoredState State(DateTimeOffset since) => new(
        _documents.ToImmutableDictionary(),
        [.. _values.Values.OrderBy(v => v.Index)],
        [.. _writes.Values.Where(w => !w.HasEnded || w.CreatedAt >= since || w.SentAt >= since)]);

    /// <summary>The file has it all.</summary>
    public void Saved()
    {
        _changedDocuments.Clear();
        _changedValues.Clear();
        _changedWrites.Clear();
        _valuesCleared = false;
    }

    /// <summary>The file that had it is no more, or can't be trusted to have it.</summary>
    public void Unsaved()
    {
        _changedDocuments.UnionWith(_documents.Keys);
        _changedValues.UnionWith(_values.Keys);
        _changedWrites.UnionWith(_writes.Keys);
    }

    /// <summary>Forgets the oldest writes beyond <see cref="MostWrites"/>, ended ones first.</summary>
    public void Trim()
    {
        var surplus = _writes.Count - MostWrites;
        if (surplus <= 0)
        {
            return;
        }

        foreach (var write in _writes.Values.OrderBy(w => !w.HasEnded).ThenBy(w => w.Id).Take(surplus).ToArray())
        {
            _writes.Remove(write.Id);
            _changedWrites.Remove(write.Id);
        }
    }
}
