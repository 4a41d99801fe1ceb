namespace Econet.Gateway.Listening;

/// <summary>A serial port of this machine.</summary>
/// <param name="Names">What it is called besides, by the adapter or the place where it is plugged in.</param>
internal sealed record LocalPort(string Path, IReadOnlyList<string> Names)
{
    /// <summary>The device behind a link; the name itself where there is none.</summary>
    public static string TargetOf(string name)
    {
        try
        {
            return File.ResolveLinkTarget(name, returnFinalTarget: true)?.FullName ?? name;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return name;
        }
    }

    public bool IsCalled(string name) => name == Path || Names.Contains(name);
}
