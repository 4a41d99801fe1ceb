using Econet.Gateway.History;
using Microsoft.Data.Sqlite;

namespace Econet.Gateway.Imports;

/// <summary>
/// What was read of a file, on the disk and in order, whatever the order of its lines. It fails with what <see cref="Actors.Storage.StoreTrouble"/> knows, and is gone
/// when it is disposed of.
/// </summary>
internal sealed class ImportDraft : IDisposable
{
    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _add;

    /// <param name="path">Where it may be; what is there is replaced.</param>
    public ImportDraft(string path)
    {
        _path = path;
        PrivateFile.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        using (new FileStream(path, PrivateFile.Options(FileMode.CreateNew)))
        {
            // So that it is its owner's alone from the first moment on.
        }

        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            _connection.Open();
            // Nothing of it has to survive anything.
            Execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000");
            Execute("CREATE TABLE samples (series INTEGER NOT NULL, at INTEGER NOT NULL, value REAL, PRIMARY KEY (series, at)) WITHOUT ROWID; BEGIN");
            _add = _connection.CreateCommand();
            _add.CommandText = "INSERT OR REPLACE INTO samples (series, at, value) VALUES ($series, $at, $value)";
            foreach (var name in (string[])["$series", "$at", "$value"])
            {
                _add.Parameters.Add(new SqliteParameter { ParameterName = name });
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Of two values of one moment the later line's holds.</summary>
    public void Add(int series, Sample sample)
    {
        _add.Parameters[0].Value = series;
        _add.Parameters[1].Value = sample.At;
        _add.Parameters[2].Value = sample.IsGap ? DBNull.Value : sample.Value;
        _add.ExecuteNonQuery();
    }

    /// <summary>What was added of a series, ascending.</summary>
    public IEnumerable<Sample> Of(int series)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT at, value FROM samples WHERE series = $series ORDER BY at";
        command.Parameters.AddWithValue("$series", series);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return new Sample(reader.GetInt64(0), reader.IsDBNull(1) ? double.NaN : reader.GetDouble(1));
        }
    }

    public void Dispose()
    {
        _add?.Dispose();
        _connection.Dispose();
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one replaces it.
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
