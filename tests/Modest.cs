using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Econet.Tests;

/// <summary>
/// Tests that compute in virtual time let those of other projects go first that work against the clock, such as the nodes of a cluster, which take each other
/// for dead when they are starved. On Linux each thread has its own priority, which threads that it starts later take over.
/// </summary>
internal static class Modest
{
    private const int ThisThread = 0;
    private const int Nice = 10;

    [ModuleInitializer]
    internal static void GiveWay()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            // One that has ended meanwhile needs no priority.
            _ = SetPriority(ThisThread, int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), Nice);
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
