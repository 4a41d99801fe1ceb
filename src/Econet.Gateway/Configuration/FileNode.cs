namespace Econet.Gateway.Configuration;

/// <summary>A part of a configuration file, whatever its syntax, with the line that it begins in.</summary>
internal abstract record FileNode(int Line)
{
    /// <param name="Text">Null for null or nothing in the file.</param>
    public sealed record Scalar(string? Text, int Line) : FileNode(Line);

    public sealed record Section(IReadOnlyList<Entry> Entries, int Line) : FileNode(Line);

    public sealed record List(IReadOnlyList<FileNode> Items, int Line) : FileNode(Line);

    /// <param name="Line">That of the key.</param>
    internal sealed record Entry(string Key, int Line, FileNode Value);

    /// <summary>The file has nothing here.</summary>
    public bool IsNull => this is Scalar { Text: null };
}
