using System.Globalization;
using Econet.Gm3;

namespace Econet.Actors.Storage;

/// <summary>Keeps a device's bus address across restarts, as one line in one file; in memory only without a directory.</summary>
internal sealed class AddressStore(string? directory, string device)
{
    private readonly string? _path = directory is null ? null : Path.Combine(directory, $"{device}.address");

    /// <summary>The kept address; null when there is none, or none that can be read.</summary>
    /// <exception cref="IOException">The file is there and can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is there and must not be read.</exception>
    public ushort? Load() =>
        _path is not null && File.Exists(_path)
        && ushort.TryParse(File.ReadAllText(_path), NumberStyles.Integer, CultureInfo.InvariantCulture, out var address)
        && BusAddress.IsPeripheral(address)
            ? address
            : null;

    /// <exception cref="IOException">The directory can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory must not be written.</exception>
    public void Save(ushort address)
    {
        if (_path is null)
        {
            return;
        }

        Directory.CreateDirectory(directory!);
        var written = _path + ".new";
        File.WriteAllText(written, address.ToString(CultureInfo.InvariantCulture));
        File.Move(written, _path, overwrite: true);
    }
}
