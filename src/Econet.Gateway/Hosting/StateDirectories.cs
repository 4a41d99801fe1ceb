using Econet.Actors;

namespace Econet.Gateway.Hosting;

internal static class StateDirectories
{
    /// <summary>Creates the directory where it is missing, and tries it. Null when files can be kept there, else the reason.</summary>
    public static string? WhyUnwritable(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            using var probe = new FileStream(
                Path.Combine(directory, Path.GetRandomFileName()),
                FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return FailureReason.Of(failed);
        }
    }
}
