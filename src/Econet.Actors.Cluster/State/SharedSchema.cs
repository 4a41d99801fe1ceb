using System.Collections.Immutable;

namespace Econet.Actors.Cluster.State;

/// <summary>Tables of the shared database that change together.</summary>
/// <param name="Name">The name of the schema that they are in.</param>
/// <param name="Steps">What leads from each version to the next, by names with the schema in front; steps that were released never change.</param>
internal sealed record SharedSchema(string Name, ImmutableArray<string> Steps)
{
    public int Version => Steps.Length;

    /// <summary>
    /// What the devices need. Rows are as in a state file (see <c>StateSchema</c>), with the device in front. Leases alone have times of the database itself.
    /// </summary>
    public static SharedSchema Devices { get; } = new("econet",
    [
        """
        CREATE TABLE econet.leases (name text PRIMARY KEY, owner text NOT NULL, expires_at timestamptz NOT NULL);
        CREATE TABLE econet.catalog (device text PRIMARY KEY, kind text NOT NULL, address text NOT NULL, options text, node text);
        CREATE TABLE econet.epochs (device text PRIMARY KEY, epoch bigint NOT NULL);
        CREATE TABLE econet.documents (
            device text NOT NULL, name text NOT NULL, content bytea NOT NULL, checksum bytea, PRIMARY KEY (device, name));
        CREATE TABLE econet.parameter_values (
            device text NOT NULL, parameter integer NOT NULL, type integer NOT NULL, bytes bytea, read_at bigint NOT NULL, changed_at bigint NOT NULL,
            PRIMARY KEY (device, parameter));
        CREATE TABLE econet.writes (
            device text NOT NULL, id bigint NOT NULL, key text NOT NULL, parameter integer NOT NULL,
            type integer NOT NULL, bytes bytea, old_type integer NOT NULL, old_bytes bytea,
            origin text NOT NULL, created_at bigint NOT NULL, status text NOT NULL,
            sent_at bigint, ended_at bigint, message text, request text, PRIMARY KEY (device, id));
        """,
        "ALTER TABLE econet.catalog ADD COLUMN name text",
        "ALTER TABLE econet.writes ADD COLUMN correlation text",
        "ALTER TABLE econet.writes ADD COLUMN error text, ADD COLUMN retry_at bigint",
        "CREATE TABLE econet.nodes (node text PRIMARY KEY, seen_at timestamptz NOT NULL)",
        "ALTER TABLE econet.catalog ADD COLUMN number bigserial",
    ]);

    /// <summary>What brings the tables of <paramref name="version"/> to the present ones.</summary>
    public IEnumerable<string> StepsFrom(int version) => Steps.Skip(version);
}
