using System.Buffers;
using Econet.Gm3;

namespace Econet.Bench.Fuzzing;

/// <summary>The recorded bus of a real controller, where it is at hand beside the project.</summary>
internal static class Capture
{
    /// <summary>Its frames; none where there is no recording.</summary>
    public static IEnumerable<byte[]> Frames()
    {
        if (Find() is not { } path)
            yield break;

        var bytes = File.ReadAllBytes(path);
        var rest = new ReadOnlySequence<byte>(bytes);
        for (FrameReadStatus status; (status = FrameReader.Read(ref rest, out var frame, out _)) != FrameReadStatus.NeedMore;)
        {
            if (status == FrameReadStatus.Frame)
                yield return frame!.ToArray();
        }
    }

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "gm3", "capture.bin");
            if (File.Exists(path))
                return path;
        }

        return null;
    }
}
