using Npgsql;

namespace Econet.Cluster.Tests.Support;

/// <summary>A database for one test, on a server that others use too.</summary>
internal static class OwnDatabase
{
    /// <returns>How to connect to it.</returns>
    public static async Task<string> MakeAsync(PostgresServer server)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(server.Connection, $"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(server.Connection) { Database = name }.ToString();
    }

    public static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
