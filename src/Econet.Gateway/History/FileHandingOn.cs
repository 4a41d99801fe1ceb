using System.Globalization;

namespace Econet.Gateway.History;

/// <summary>Hands on the windows of a file; how far it has come is in another file beside it.</summary>
internal sealed class FileHandingOn : IHandingOn
{
    private readonly string _cursorPath;
    private readonly HistoryFile? _file;
    private readonly IReadOnlyList<(string Device, WrittenWindow Window)> _windows;
    private long _cursor;

    public FileHandingOn(string path)
    {
        _cursorPath = Path.Combine(Path.GetDirectoryName(path)!, "influx-cursor");
        _file = HistoryFile.OpenToRead(path);
        try
        {
            _windows = _file?.Windows() ?? [];
            _cursor = ReadCursor();
            // A file that was started again counts from the beginning.
            _cursor = _windows is [.., var last] && last.Window.Id < _cursor ? 0 : _cursor;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public async Task<bool> NextAsync(Func<IHistorySession, string, WrittenWindow, Task> send)
    {
        // In a file of an earlier version several devices have windows of one number.
        var next = _windows.SkipWhile(one => one.Window.Id <= _cursor).ToList();
        if (next is not [(_, { Id: var id }), ..])
        {
            return false;
        }

        foreach (var (device, window) in next.TakeWhile(one => one.Window.Id == id))
        {
            await send(_file!, device, window);
        }

        WriteCursor(id);
        _cursor = id;
        return true;
    }

    public void Dispose() => _file?.Dispose();

    private long ReadCursor() =>
        File.Exists(_cursorPath) && long.TryParse(File.ReadAllText(_cursorPath), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;

    private void WriteCursor(long window)
    {
        var next = _cursorPath + ".new";
        using (var file = new StreamWriter(new FileStream(next, PrivateFile.Options(FileMode.Create))))
        {
            file.Write(window.ToString(CultureInfo.InvariantCulture));
        }

        File.Move(next, _cursorPath, overwrite: true);
    }
}
