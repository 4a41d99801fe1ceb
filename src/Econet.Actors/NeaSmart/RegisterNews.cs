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

/// <summary>How the registers are doing.</summary>
/// <param name="Stored">Registers that were ever written.</param>
/// <param name="InSync">Those whose word is the base's as far as can be known.</param>
/// <param name="Offers">Users' writes that lie for the base to read, or that it has not confirmed.</param>
internal sealed record BankFigures(int Stored, int InSync, int Offers, long Reads, long Writes);
