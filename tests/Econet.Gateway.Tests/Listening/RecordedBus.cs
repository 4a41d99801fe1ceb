namespace Econet.Gateway.Tests.Listening;

/// <summary>The recorded bus of a real heat pump, where it is at hand beside the project.</summary>
internal static class RecordedBus
{
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = System.IO.Path.Combine(at.FullName, "shared", "gm3", "capture.bin");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}

/// <summary>A test over the recorded bus; skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordedBusFactAttribute : FactAttribute
{
    public RecordedBusFactAttribute()
    {
        if (RecordedBus.Path is null)
        {
            Skip = "No recorded bus (shared/gm3/capture.bin) in a folder above the tests.";
        }
    }
}
