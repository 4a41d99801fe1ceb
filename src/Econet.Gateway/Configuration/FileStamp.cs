namespace Econet.Gateway.Configuration;

/// <summary>Shows whether a file has changed.</summary>
internal static class FileStamp
{
    /// <summary>Empty for what is no file, or can't be looked at.</summary>
    public static string Of(string path)
    {
        try
        {
            var info = new FileInfo(path);
            return info.Exists ? $"{info.LastWriteTimeUtc.Ticks} {info.Length}" : "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return "";
        }
    }
}
