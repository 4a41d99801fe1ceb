namespace Econet.Actors.Vocabulary;

/// <summary>
/// The vocabularies in force. Whoever needs one asks here each time, so that a file which is read again takes effect at once. For several
/// threads.
/// </summary>
public sealed class VocabularySource(Vocabularies vocabularies)
{
    private volatile Vocabularies _current = vocabularies;
    private int _version;

    /// <summary>Of hosts that have no file of their own.</summary>
    public static VocabularySource BuiltIn { get; } = new(Vocabularies.BuiltIn);

    public Vocabularies Current
    {
        get => _current;
        set
        {
            _current = value;
            Interlocked.Increment(ref _version);
        }
    }

    /// <summary>Grows with each replacement.</summary>
    public int Version => Volatile.Read(ref _version);
}
