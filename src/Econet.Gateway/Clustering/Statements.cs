using Npgsql;

namespace Econet.Gateway.Clustering;

internal static class Statements
{
    /// <param name="sql">The values are $1, $2 and so on.</param>
    public static NpgsqlCommand Statement(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }

    /// <param name="patience">For how long an answer is waited for.</param>
    /// <inheritdoc cref="Statement(NpgsqlConnection, string, ReadOnlySpan{object})"/>
    public static NpgsqlCommand Statement(this NpgsqlConnection connection, TimeSpan patience, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.Statement(sql, values);
        command.CommandTimeout = (int)patience.TotalSeconds;
        return command;
    }
}
