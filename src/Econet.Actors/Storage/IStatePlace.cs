using Econet.Actors.Parameters;

namespace Econet.Actors.Storage;

/// <summary>Where the state of one device is kept beyond the process. Calls block.</summary>
internal interface IStatePlace
{
    /// <summary>What was opened was taken away.</summary>
    bool IsGone => false;

    /// <summary>The least time between two attempts to get back to it when it can't be used.</summary>
    TimeSpan RetryInterval => TimeSpan.FromSeconds(30);

    /// <summary>Opens it, and makes what is missing of it.</summary>
    IStateTables Open();

    /// <summary>Whether it is the place's fault, so that life goes on without it.</summary>
    bool IsTrouble(Exception e);

    /// <summary>Such a trouble, for people.</summary>
    string Describe(Exception e);

    /// <summary>Whether what is kept can't be used any more.</summary>
    bool IsDamage(Exception e) => false;

    /// <summary>Keeps what is damaged for its owner, so that it can be started again; says where.</summary>
    string SetAside(DateTimeOffset now) => throw new NotSupportedException();

    /// <summary>What is in a place that can only be read; null where that can't be known.</summary>
    StoredState? ReadOnly(DateTimeOffset since) => null;
}

/// <summary>The state of one device, open. After an exception it is of no use any more.</summary>
internal interface IStateTables : IDisposable
{
    /// <summary>Rows that made no sense when they were read or were refused when they were written, each passed over for the others' sake.</summary>
    List<BadRow> BadRows { get; }

    /// <summary>The documents, the values, and the writes that are under way or were created or sent after <paramref name="since"/>.</summary>
    StoredState Read(DateTimeOffset since);

    /// <summary>Saves everything or nothing; only a row that is refused for what it holds is passed over.</summary>
    /// <param name="durable">It is on the disk, and not only on its way there, when this returns.</param>
    /// <param name="forgetBefore">Ended writes that ended before go, as do those beyond the newest 10,000; null to keep all.</param>
    void Write(StateChanges changes, bool durable, DateTimeOffset? forgetBefore);
}

/// <summary>A row that can't be read, or that is refused.</summary>
/// <param name="Row">What tells it from others: its key, or all that it holds.</param>
/// <param name="Refused">What was to be written; null for a row that can't be read.</param>
internal sealed record BadRow(string Table, string Row, string Reason, object? Refused = null);
