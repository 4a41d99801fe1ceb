using System.Diagnostics;

namespace Econet.Bench.Soak;

/// <summary>What this process holds, after a collection of garbage.</summary>
internal sealed record Resources(long HeapBytes, long ResidentBytes, int Threads, int Handles)
{
    public static Resources Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        using var process = Process.GetCurrentProcess();
        var handles = Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;
        return new Resources(heap, process.WorkingSet64, process.Threads.Count, handles);
    }

    public override string ToString() =>
        $"heap {HeapBytes / 1e6:F1} MB, RSS {ResidentBytes / 1e6:F0} MB, {Threads} threads, {Handles} handles";
}
