namespace Econet.Gm3;

/// <summary>What a frame asks or answers. An answer is the request's code with the top bit set.</summary>
public enum Command : byte
{
    GetSettings = 0x00,
    GetParamsStruct = 0x01,
    GetParamsStructWithRange = 0x02,
    Identify = 0x09,
    ModifyParam = 0x29,
    GetParams = 0x40,
    Service = 0x68,

    /// <summary>Terminal answer: refused.</summary>
    Error = 0x7E,

    /// <summary>Terminal answer: nothing at that index.</summary>
    NoData = 0x7F,

    GetSettingsAnswer = 0x80,
    GetParamsStructAnswer = 0x81,
    GetParamsStructWithRangeAnswer = 0x82,
    IdentifyAnswer = 0x89,
    ModifyParamAnswer = 0xA9,
    GetParamsAnswer = 0xC0,
    ServiceAnswer = 0xE8,
}

public static class Commands
{
    /// <summary>The command that answers <paramref name="request"/>.</summary>
    public static Command Answer(this Command request) => request | (Command)0x80;
}
