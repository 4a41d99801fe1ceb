using Econet.Cluster.Tests.Support;
using Econet.Gateway.Tests.History;
using Econet.Gateway.Tests.Imports;

namespace Econet.Cluster.Tests;

/// <summary>What is recorded, in the shared database: the same promises as of the file.</summary>
public sealed class SharedRecordingTests(PostgresServer server) : RecordingContract(OwnHistory.Make(server)), IClassFixture<PostgresServer>;

/// <summary>What becomes of it, likewise.</summary>
public sealed class SharedCompactionTests(PostgresServer server) : CompactionContract(OwnHistory.Make(server)), IClassFixture<PostgresServer>;

/// <summary>What others recorded, likewise.</summary>
public sealed class SharedHistoryImportTests(PostgresServer server) : HistoryImportContract(OwnHistory.Make(server)), IClassFixture<PostgresServer>;
