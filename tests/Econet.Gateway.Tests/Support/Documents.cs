namespace Econet.Gateway.Tests.Support;

/// <summary>The documents of the repository, which a copy of the binaries alone does not have.</summary>
internal static class Documents
{
    /// <summary>Where the solution is; null where there is none.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The path of a document in <c>docs/</c>; null where there is none.</summary>
    public static string? Find(string name) => Root is { } root && Path.Combine(root, "docs", name) is var path && File.Exists(path) ? path : null;

    private static string? FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Econet.Actors.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory;
    }
}

/// <summary>A test of a document of the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FactWithDocumentAttribute : FactAttribute
{
    public FactWithDocumentAttribute(string name)
    {
        if (Documents.Find(name) is null)
        {
            Skip = $"There is no docs/{name} next to the solution.";
        }
    }
}
