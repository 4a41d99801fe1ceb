using Akka.Actor;

namespace Econet.Actors;

/// <summary>A message between actors of one process, which no other node ever gets.</summary>
internal interface ILocalMessage : INoSerializationVerificationNeeded;
