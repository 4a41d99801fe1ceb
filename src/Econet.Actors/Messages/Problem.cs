namespace Econet.Actors.Messages;

/// <summary>Something that keeps a device from working as it should, and that its owner can do something about.</summary>
/// <param name="Code">What it is, one of <see cref="ProblemCode"/>: stable, for programs.</param>
/// <param name="Message">What is wrong and what to do about it, a sentence for people; may change while the problem lasts.</param>
/// <param name="Since">When it was found; kept for as long as it lasts.</param>
public sealed record Problem(string Code, string Message, DateTimeOffset Since);
