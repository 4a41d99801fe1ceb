using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;
using Akka.Dispatch;

namespace Econet.Actors.Hosting;

/// <summary>
/// Threads that only the actors of one dispatcher use. A bus waits a few milliseconds for an answer: whatever else fills the threads of the process,
/// such as a flood of web requests, must not make it late. <c>econet.conf</c> says whose they are.
/// </summary>
/// <remarks>
/// Unlike those of Akka's ForkJoinDispatcher, they don't spin while there is nothing to do. What one of them makes ready it runs itself, next: a byte
/// passes several actors in a row, and to wake another thread for each of them costs more than all that they do.
/// </remarks>
[SuppressMessage("Performance", "CA1812", Justification = "Akka makes it, as econet.conf says.")]
internal sealed class DedicatedThreads(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    private readonly int _count = config.GetInt("threads", 2);

    public override ExecutorService Produce(string id) => new Service(id, _count);

    private sealed class Service : ExecutorService
    {
        /// <summary>A thread with so much before it gets help.</summary>
        private const int MostAlone = 64;

        /// <summary>The service whose thread this is.</summary>
        [ThreadStatic]
        private static Service? t_own;

        private readonly Queue<IRunnable> _waiting = new();
        private bool _isOver;

        public Service(string id, int count)
            : base(id)
        {
            var name = id.Replace("econet.", "", StringComparison.Ordinal).Replace("-dispatcher", "", StringComparison.Ordinal);
            for (var number = 0; number < count; number++)
            {
                new Thread(Run) { IsBackground = true, Name = $"{name} {number}", Priority = ThreadPriority.AboveNormal }.Start();
            }
        }

        public override void Execute(IRunnable run)
        {
            lock (_waiting)
            {
                if (_isOver)
                {
                    throw new RejectedExecutionException("The bus dispatcher was shut down.");
                }

                _waiting.Enqueue(run);
                if (t_own != this || _waiting.Count > MostAlone)
                {
                    Monitor.Pulse(_waiting);
                }
            }
        }

        /// <summary>What waits is still run.</summary>
        public override void Shutdown()
        {
            lock (_waiting)
            {
                _isOver = true;
                Monitor.PulseAll(_waiting);
            }
        }

        private void Run()
        {
            t_own = this;
            while (Next() is { } run)
            {
                run.Run();
            }
        }

        private IRunnable? Next()
        {
            lock (_waiting)
            {
                while (_waiting.Count == 0)
                {
                    if (_isOver)
                    {
                        return null;
                    }

                    Monitor.Wait(_waiting);
                }

                return _waiting.Dequeue();
            }
        }
    }
}
