namespace Econet.Gateway.Imports;

/// <summary>
/// What the columns of a CSV file hold: either a value a line, with the names of parameter and maybe device beside it, as InfluxDB and Home Assistant export; or a
/// column for each parameter, as this gateway exports.
/// </summary>
internal sealed class CsvLayout
{
    private static readonly string[] TimeNames = ["time", "_time", "timestamp", "last_changed", "last_updated", "datetime", "date", "ts", "t"];
    private static readonly string[] ValueNames = ["value", "_value", "state"];
    private static readonly string[] ParameterNames = ["parameter", "key", "entity_id", "name"];
    private static readonly string[] DeviceNames = ["device"];

    private readonly int _device;
    private readonly int _parameter;
    private readonly int _value;

    /// <summary>The places of the columns with values, and what they are called; empty where each line has its own name.</summary>
    private readonly (int Place, string Name)[] _columns = [];

    private CsvLayout(List<string> header, int time)
    {
        Count = header.Count;
        Time = time;
        (_device, _parameter, _value) = (Find(header, DeviceNames), Find(header, ParameterNames), Find(header, ValueNames));
        if (_parameter < 0 || _value < 0)
        {
            _columns = [.. header.Select((name, place) => (place, name)).Where(column => column.place != time && column.place != _device && column.name.Length > 0)];
        }
    }

    /// <summary>The names that the column with the time may have.</summary>
    public static string Times => string.Join(", ", TimeNames);

    /// <summary>How many cells a line has.</summary>
    public int Count { get; }

    /// <summary>The place of the time.</summary>
    public int Time { get; }

    /// <returns>Null when these are not the titles of columns, among which is a time.</returns>
    public static CsvLayout? Of(List<string> header) => Find(header, TimeNames) is >= 0 and var time ? new(header, time) : null;

    /// <summary>The values of a line.</summary>
    public IEnumerable<(string? Device, string Name, string Text)> ValuesOf(List<string> cells)
    {
        var device = _device < 0 || cells[_device].Length == 0 ? null : cells[_device];
        return _columns.Length == 0
            ? [(device, cells[_parameter], cells[_value])]
            : _columns.Select(column => (device, column.Name, cells[column.Place]));
    }

    private static int Find(List<string> header, string[] names) =>
        names.Select(name => header.FindIndex(title => title.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(place => place >= 0, -1);
}
