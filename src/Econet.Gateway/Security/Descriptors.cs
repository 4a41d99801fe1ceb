using System.Globalization;

namespace Econet.Gateway.Security;

/// <summary>How many files and sockets the system lets this process have open.</summary>
internal static class Descriptors
{
    private const string Line = "Max open files";

    /// <summary>Null where that is not known, or any number.</summary>
    public static int? Limit()
    {
        try
        {
            return !OperatingSystem.IsLinux() ? null
                : File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal)) is { } limits
                    && int.TryParse(
                        limits[Line.Length..].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                    ? limit
                    : null;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
