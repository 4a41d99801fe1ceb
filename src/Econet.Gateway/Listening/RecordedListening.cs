using Econet.Actors.Gm3.Listening;
using Econet.Actors.Messages;

namespace Econet.Gateway.Listening;

/// <summary>Listens to a recording, as it would to the bus at that time.</summary>
internal static class RecordedListening
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <param name="name">What the recording is called.</param>
    /// <returns>What was heard, and what is wrong at the end.</returns>
    public static (BusTally Tally, IReadOnlyList<Problem> Problems) Run(Recording recording, string name, int baud, IListenReport report)
    {
        var tally = new BusTally();
        if (recording.Pieces.Count == 0)
        {
            return (tally, []);
        }

        var time = new RecordedTime(recording.Pieces[0].At);
        var monitor = new BusMonitor(name, baud, time);
        monitor.Opened();
        IReadOnlyList<Problem> problems = [];
        var looked = time.GetUtcNow();
        foreach (var piece in recording.Pieces)
        {
            time.GoTo(piece.At);
            Tell(monitor.Take());
            if (time.GetUtcNow() - looked >= Look)
            {
                looked = time.GetUtcNow();
                FindProblems();
            }

            monitor.Received(piece.Bytes);
            Tell(monitor.Take());
        }

        Tell(monitor.Take(isEnd: true));
        if (tally.Frames == 0)
        {
            // A line is judged after a while; more would not have come of this one.
            time.GoTo(time.GetUtcNow() + BusMonitor.Patience);
        }

        FindProblems();
        return (tally, problems);

        void Tell(IReadOnlyList<HeardOnBus> all)
        {
            foreach (var heard in all)
            {
                tally.Add(heard);
                report.Heard(heard);
            }
        }

        void FindProblems()
        {
            var found = monitor.FindProblems();
            foreach (var come in found.Where(problem => problems.All(known => known.Message != problem.Message)))
            {
                report.Found(come);
            }

            problems = found;
        }
    }
}
