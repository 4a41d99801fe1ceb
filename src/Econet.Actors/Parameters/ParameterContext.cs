using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Values;

namespace Econet.Actors.Parameters;

/// <summary>What the parameters of a device share.</summary>
/// <param name="Parent">Whom they tell what they know.</param>
/// <param name="Round">The nearest value the device can hold; null where it holds all.</param>
/// <param name="Vocabulary">The vocabulary in force.</param>
internal sealed record ParameterContext(
    IActorRef Parent,
    IActorRef Driver,
    IActorRef Store,
    RunWitness Witness,
    WritePolicy Policy,
    TimeProvider Time,
    Func<ParameterDefinition, Value, Value>? Round,
    Func<SystemVocabulary> Vocabulary);
