namespace Econet.Actors.Tests.Ports;

/// <summary>What the process of the tests holds. For tests that run alone.</summary>
internal static class ProcessFigures
{
    public static int Handles() => Directory.GetFiles("/proc/self/fd").Length;

    /// <summary>Fails when the process holds more handles or threads of ports than it did; the runtime's own may come and go.</summary>
    public static void AssertNoGrowth(int handles, int portThreads)
    {
        Assert.InRange(Handles(), 0, handles + 5);
        Assert.InRange(PortThreads(), 0, portThreads);
    }

    public static int PortThreads()
        => Directory.GetDirectories("/proc/self/task").Count(task => NameOf(task).StartsWith("port ", StringComparison.Ordinal));

    /// <summary>Bytes in use on the managed heap, after collection.</summary>
    public static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static string NameOf(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm");
        }
        catch (IOException)
        {
            return ""; // It ended since it was listed.
        }
    }
}
