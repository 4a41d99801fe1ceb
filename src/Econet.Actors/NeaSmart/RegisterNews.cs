using Econet.Actors.Parameters;
using Econet.Modbus.NeaSmart;

namespace Econet.Actors.NeaSmart;

/// <summary>A word that the base wrote, or read and so holds.</summary>
internal readonly record struct BaseWord(Register Register, ushort Word, Moment At);

/// <summary>What happened to the registers.</summary>
/// <param name="Words">The last of each register, changed or confirmed.</param>
/// <param name="Steps">In their order.</param>
/// <param name="Unsaved">What the store lacks.</param>
internal sealed record RegisterNews(
    IReadOnlyList<BaseWord> Words, IReadOnlyList<WriteStep> Steps, IReadOnlyList<StoredRegister> Unsaved);

/// <summary>
/// What has happened to the registers since it was last fetched: the last word of each, so that a master which writes without end
/// fills no memory. Used under the bank's lock alone.
/// </summary>
internal sealed class NewsPile
{
    private readonly HashSet<HoldingRegister> _confirmed = [];
    private readonly HashSet<HoldingRegister> _unsaved = [];
    private List<WriteStep> _steps = [];
    private Action? _news;
    private bool _told;

    /// <summary>What a register adds when a write of it comes further.</summary>
    public List<WriteStep> Steps => _steps;

    /// <summary>Sets who is told that there is something to fetch; null for nobody.</summary>
    public void Notify(Action? news)
    {
        (_news, _told) = (news, false);
        Tell();
    }

    public void AddConfirmed(HoldingRegister register) => _confirmed.Add(register);

    public void AddUnsaved(HoldingRegister register) => _unsaved.Add(register);

    /// <summary>Tells once until the next <see cref="Drain"/>: what a fast master does must not fill a mailbox.</summary>
    public void Tell()
    {
        if (!_told && _news is { } news)
        {
            _told = true;
            news();
        }
    }

    /// <summary>Tells when writes came further than they were, or a word changed: what is only confirmed can wait.</summary>
    public void TellOf(int stepsBefore, bool changed = false)
    {
        if (changed || _steps.Count > stepsBefore)
        {
            Tell();
        }
    }

    /// <summary>What has happened since the last time.</summary>
    public RegisterNews Drain()
    {
        var news = new RegisterNews(
            [.. _confirmed.Select(r => new BaseWord(r.Meaning!, r.Word!.Value, r.TouchedAt!.Value))],
            _steps,
            [.. _unsaved.Select(r => r.Stored).OfType<StoredRegister>()]);
        _confirmed.Clear();
        _unsaved.Clear();
        _steps = [];
        _told = false;
        return news;
    }
}
