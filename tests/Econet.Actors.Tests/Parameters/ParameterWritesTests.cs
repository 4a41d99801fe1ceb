using Akka.Actor;
using Akka.Event;
using Econet.Actors.Messages;
using Econet.Actors.Parameters;
using Econet.Actors.TestKit;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Tests.Parameters;

public sealed class ParameterWritesTests : IDisposable
{
    private static readonly ParameterDefinition Setpoint = new(103, "HDWTSetPoint", Unit.Celsius, ParameterType.UInt8, Writable: true);

    private readonly string _state = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.db");
    private readonly VirtualTime _time = new();
    private readonly RunWitness _witness;
    private readonly ParameterWrites _writes;

    public ParameterWritesTests()
    {
        _witness = RunWitness.Of(_state);
        _writes = new ParameterWrites(
            Setpoint, "HDWTSetPoint",
            new ParameterContext(
                ActorRefs.Nobody, ActorRefs.Nobody, ActorRefs.Nobody, _witness, new WritePolicy(new WriteBudget()), _time, null, () => Vocabularies.Units),
            NoLogger.Instance);
    }

    public void Dispose()
    {
        _witness.Dispose();
        RunWitness.Forget(_state);
        _time.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Older_write_should_not_be_made_after_a_restart_once_a_newer_one_has_begun(bool isRecorded)
    {
        Accept(1);
        Assert.False(_witness.IsToBeMade(1, out _));
        _writes.Begin(new StoreMessages.WriteSaved(1, StoreMessages.Keeping.OnDisk));
        Assert.True(_witness.IsToBeMade(1, out _));

        Accept(2);
        Assert.True(_witness.IsToBeMade(1, out _));
        _writes.Begin(new StoreMessages.WriteSaved(2, isRecorded ? StoreMessages.Keeping.OnDisk : StoreMessages.Keeping.DiskFails));

        Assert.False(_witness.IsToBeMade(1, out _));
        Assert.Equal(isRecorded, _witness.IsToBeMade(2, out _));
    }

    private void Accept(long id) => _writes.Accept(
        new ParameterMessages.WriteFor(id, 45 + id, "kitchen", AnswerWhenAccepted: false, ActorRefs.Nobody, Guid.NewGuid(), CorrelationId: null),
        ParameterState.Of(Setpoint));
}
