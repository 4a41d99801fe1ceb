using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Econet.Tests;

/// <summary>
/// Where projects run beside each other, tests that compute in virtual time let those go first that work against the clock, and all of them the nodes of a
/// cluster, which take each other for dead when they are starved. On Linux each thread has its own priority, which threads that it starts later take over.
/// </summary>
internal static class Modest
{
    private const int OneThread = 0;

    [ModuleInitializer]
    internal static void GiveWay()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var nice = int.Parse(
            typeof(Modest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == nameof(Modest)).Value!, CultureInfo.InvariantCulture);
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task").Select(task => int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture)))
        {
            // Who starts the tests with less priority still means it. A thread that has ended meanwhile needs none.
            if (GetPriority(OneThread, thread) < nice)
            {
                _ = SetPriority(OneThread, thread, nice);
            }
        }
    }

    [DllImport("libc", EntryPoint = "getpriority")]
    private static extern int GetPriority(int which, int who);

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
