using System.Xml.Linq;
using Econet.Actors.Cluster.State;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Econet.Gateway.Security;

/// <summary>
/// The keys that the cookies of browsers are encrypted with, in the database that the nodes of a cluster share: whoever has logged in at one node is known at all.
/// </summary>
internal sealed class SessionKeyTable(SharedDatabase database) : IXmlRepository
{
    private readonly Lock _gate = new();
    private IReadOnlyCollection<XElement>? _known;

    /// <summary>Those that were read before count while the database is away.</summary>
    /// <exception cref="KeyStoreException">It is away, and nothing was read yet.</exception>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_gate)
        {
            try
            {
                using var connection = database.Open();
                using var command = new NpgsqlCommand("SELECT content FROM econet_gateway.session_keys ORDER BY id", connection);
                using var reader = command.ExecuteReader();
                var elements = new List<XElement>();
                while (reader.Read())
                {
                    elements.Add(XElement.Parse(reader.GetString(0)));
                }

                return _known = elements;
            }
            catch (Exception away) when (SharedDatabase.IsAway(away))
            {
                return _known ?? throw new KeyStoreException(database.Describe(away));
            }
        }
    }

    /// <summary>
    /// Of nodes that make the first one at the same time only one keeps it, and the others find that: a node looks for those of others once a day only.
    /// </summary>
    /// <exception cref="KeyStoreException">The database is away.</exception>
    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_gate)
        {
            try
            {
                using var connection = database.Open();
                using var transaction = connection.BeginTransaction();
                using var command = new NpgsqlCommand(
                    """
                    LOCK TABLE econet_gateway.session_keys IN EXCLUSIVE MODE;
                    INSERT INTO econet_gateway.session_keys (content)
                        SELECT @content WHERE NOT @first OR NOT EXISTS (SELECT FROM econet_gateway.session_keys)
                    """,
                    connection);
                command.Parameters.AddWithValue("content", element.ToString(SaveOptions.DisableFormatting));
                command.Parameters.AddWithValue("first", _known is { Count: 0 });
                command.ExecuteNonQuery();
                transaction.Commit();
            }
            catch (Exception away) when (SharedDatabase.IsAway(away))
            {
                throw new KeyStoreException(database.Describe(away));
            }
        }
    }
}
