using Econet.Actors.Cluster.State;

namespace Econet.Gateway.Clustering;

/// <summary>The gateway's own tables in the database that the nodes of a cluster share.</summary>
internal static class GatewayTables
{
    public static SharedSchema Schema { get; } = new("econet_gateway",
    [
        """
        CREATE TABLE econet_gateway.keys (one boolean PRIMARY KEY CHECK (one), version uuid NOT NULL, content text NOT NULL);
        CREATE TABLE econet_gateway.session_keys (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content text NOT NULL);
        """,
        // What is in a block is compressed already.
        """
        CREATE TABLE econet_gateway.history_devices (
            device text PRIMARY KEY, present bigint, tidied_at bigint NOT NULL DEFAULT 0);
        CREATE TABLE econet_gateway.history_series (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, device text NOT NULL, key text NOT NULL, kind integer NOT NULL, digits integer NOT NULL,
            parameter integer NOT NULL, name text NOT NULL, unit text NOT NULL, type integer NOT NULL, UNIQUE (device, key));
        CREATE TABLE econet_gateway.history_windows (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, device text NOT NULL, epoch bigint NOT NULL, number bigint NOT NULL,
            start_at bigint NOT NULL, end_at bigint NOT NULL, continues boolean NOT NULL, rolled boolean NOT NULL, complete boolean NOT NULL,
            handed_on boolean NOT NULL, written_at timestamptz NOT NULL, UNIQUE (device, epoch, number));
        CREATE INDEX history_windows_to_hand_on ON econet_gateway.history_windows (id) WHERE NOT handed_on;
        CREATE TABLE econet_gateway.history_blocks (
            series bigint NOT NULL, tier smallint NOT NULL, chunk bigint NOT NULL, data bytea NOT NULL, PRIMARY KEY (series, tier, chunk));
        ALTER TABLE econet_gateway.history_blocks ALTER COLUMN data SET STORAGE EXTERNAL;
        """,
    ]);
}
