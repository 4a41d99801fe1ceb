using Econet.Actors.Gm3.Listening;
using Econet.Actors.Messages;

namespace Econet.Gateway.Listening;

/// <summary>Tells somebody what is heard on a bus.</summary>
internal interface IListenReport
{
    /// <summary>How the listening goes.</summary>
    void Note(string text);

    void Heard(HeardOnBus heard);

    /// <summary>A problem has come.</summary>
    void Found(Problem problem);

    void Summary(BusTally tally, IReadOnlyList<Problem> problems);
}
