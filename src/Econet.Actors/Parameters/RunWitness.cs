using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Econet.Actors.Parameters;

/// <summary>
/// Knows, beyond the end of the process but not of the machine, which recorded writes are still to be made. A disk that fails can't be told
/// that something newer was written, or how a write ended, and would have a restart send what it still holds as open. So a write that is found
/// open at a start is sent only when this witness, which is in memory and can't fill or fail with the disk, says that it was still to be made.
/// Where there is no such memory, or the machine was restarted, nothing is sent again. For several threads.
/// </summary>
internal sealed class RunWitness : IDisposable
{
    /// <summary>Writes that can be under way at a time; what is more is not sent after a restart.</summary>
    private const int Slots = 4_096;

    private static readonly string[] MemoryFileSystems = ["tmpfs", "ramfs"];

    private readonly Lock _gate = new();
    private readonly string? _path;

    /// <summary>The slots of the writes, by their ids, and whether they were sent.</summary>
    private readonly Dictionary<long, (int Slot, bool IsSent)> _open = [];

    /// <summary>Those of <see cref="_open"/> that the run before left, and of which it is not known yet whether the disk has them.</summary>
    private readonly HashSet<long> _inherited = [];

    private readonly Stack<int> _free = new(Enumerable.Range(0, Slots).Reverse());
    private SafeFileHandle? _file;

    private RunWitness(string? path) => _path = path;

    /// <summary>The witness of the device whose state is in this file, with what the run before left; never throws.</summary>
    /// <param name="stateFile">Null: nothing is kept, so there is nothing to be sent again.</param>
    public static RunWitness Of(string? stateFile)
    {
        var witness = new RunWitness(PathOf(stateFile));
        witness.Open();
        return witness;
    }

    /// <summary>Where the witness for a state file is; null where there is no memory for one.</summary>
    public static string? PathOf(string? stateFile)
    {
        var memory = new[] { "/dev/shm", Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR"), Path.GetTempPath() }.FirstOrDefault(IsMemory);
        return stateFile is null || memory is null
            ? null
            : Path.Combine(memory, $"econet-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(stateFile))))[..32]}");
    }

    /// <summary>The state file is gone for good, and with it what was to be made.</summary>
    public static void Forget(string stateFile)
    {
        if (PathOf(stateFile) is { } path)
        {
            File.Delete(path);
        }
    }

    /// <summary>Whether a write is still to be made: false for one that ended, or that something newer has taken the place of.</summary>
    /// <param name="isSent">It was sent before; it may have reached the device.</param>
    public bool IsToBeMade(long id, out bool isSent)
    {
        lock (_gate)
        {
            var isOpen = _open.TryGetValue(id, out var known);
            isSent = known.IsSent;
            return isOpen;
        }
    }

    /// <summary>A recorded write is to be made from now on.</summary>
    public void Add(long id)
    {
        lock (_gate)
        {
            if (!_open.ContainsKey(id) && _free.TryPop(out var slot))
            {
                _open[id] = (slot, false);
                Write(slot, id);
            }
        }
    }

    /// <summary>The write goes out.</summary>
    public void Sent(long id)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(id, out var known))
            {
                _open[id] = known with { IsSent = true };
                Write(known.Slot, -id);
            }
        }
    }

    /// <summary>The write has ended, or something newer is about to take its place.</summary>
    public void Remove(long id)
    {
        lock (_gate)
        {
            if (_open.Remove(id, out var known))
            {
                _free.Push(known.Slot);
                Write(known.Slot, 0);
            }
        }
    }

    /// <summary>
    /// It is known what the disk holds, or something newer is about to be written: of the writes that the run before left, only these can still
    /// be sent. Only the first call counts.
    /// </summary>
    public void Settle(IEnumerable<long> ids)
    {
        lock (_gate)
        {
            foreach (var id in _inherited.Except(ids))
            {
                Remove(id);
            }

            _inherited.Clear();
        }
    }

    /// <summary>Lets go of the memory; what is still to be made stays for the next run.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_file is not null && _open.Count == 0)
            {
                File.Delete(_path!);
            }

            _file?.Dispose();
            _file = null;
        }
    }

    private static bool IsMemory(string? directory)
    {
        try
        {
            return Directory.Exists(directory) && MemoryFileSystems.Contains(new DriveInfo(directory).DriveFormat);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private void Open()
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            _file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var slots = new byte[Slots * sizeof(long)];
            _ = RandomAccess.Read(_file, slots, 0);

            // All of it is there from the start, so that no later write can find the memory full.
            RandomAccess.Write(_file, slots, 0);
            for (var slot = 0; slot < Slots; slot++)
            {
                if (BinaryPrimitives.ReadInt64LittleEndian(slots.AsSpan(slot * sizeof(long))) is not 0 and var entry)
                {
                    _open[Math.Abs(entry)] = (slot, entry < 0);
                    _inherited.Add(Math.Abs(entry));
                }
            }

            var taken = _open.Values.Select(known => known.Slot).ToHashSet();
            _free.Clear();
            foreach (var slot in Enumerable.Range(0, Slots).Reverse().Where(slot => !taken.Contains(slot)))
            {
                _free.Push(slot);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Lose();
        }
    }

    private void Write(int slot, long entry)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            Span<byte> bytes = stackalloc byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, entry);
            RandomAccess.Write(_file, bytes, slot * sizeof(long));
        }
        catch (IOException)
        {
            Lose();
        }
    }

    /// <summary>What can't be kept true must not be there.</summary>
    private void Lose()
    {
        _open.Clear();
        _file?.Dispose();
        _file = null;
        try
        {
            File.Delete(_path!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is somebody else's, or can't have been written by us in this run.
        }
    }
}
