using Econet.Actors.Messages;

namespace Econet.Gateway.Http;

/// <summary>Which refusal has which code and which status.</summary>
internal static class RefusalCodes
{
    public static RefusalCode Of(EconetError error) => error switch
    {
        EconetError.NotFound => RefusalCode.NotFound,
        EconetError.Ambiguous => RefusalCode.Ambiguous,
        EconetError.BadRequest => RefusalCode.BadRequest,
        EconetError.BadValue => RefusalCode.BadValue,
        EconetError.OutOfRange => RefusalCode.OutOfRange,
        EconetError.WrongType => RefusalCode.WrongType,
        EconetError.ReadOnly => RefusalCode.ReadOnly,
        EconetError.TimedOut => RefusalCode.TimedOut,
        EconetError.Refused => RefusalCode.Refused,
        EconetError.Mismatch => RefusalCode.Mismatch,
        EconetError.Superseded => RefusalCode.Superseded,
        EconetError.Overridden => RefusalCode.Overridden,
        EconetError.Withdrawn => RefusalCode.Withdrawn,
        EconetError.BudgetSpent => RefusalCode.BudgetSpent,
        EconetError.BudgetClosed => RefusalCode.BudgetClosed,
        EconetError.NotDurable => RefusalCode.NotDurable,
        _ => RefusalCode.Unavailable,
    };

    /// <summary>What a status means where nothing more is known.</summary>
    public static RefusalCode OfStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => RefusalCode.KeyRequired,
        StatusCodes.Status403Forbidden => RefusalCode.Forbidden,
        StatusCodes.Status404NotFound => RefusalCode.NotFound,
        StatusCodes.Status405MethodNotAllowed => RefusalCode.MethodNotAllowed,
        StatusCodes.Status409Conflict => RefusalCode.Conflict,
        StatusCodes.Status413PayloadTooLarge => RefusalCode.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => RefusalCode.UnsupportedMediaType,
        StatusCodes.Status421MisdirectedRequest => RefusalCode.UnknownHost,
        StatusCodes.Status426UpgradeRequired => RefusalCode.UpgradeRequired,
        StatusCodes.Status429TooManyRequests => RefusalCode.TooManyRequests,
        StatusCodes.Status503ServiceUnavailable => RefusalCode.Unavailable,
        StatusCodes.Status504GatewayTimeout => RefusalCode.TimedOut,
        StatusCodes.Status507InsufficientStorage => RefusalCode.NotDurable,
        >= StatusCodes.Status500InternalServerError => RefusalCode.InternalError,
        _ => RefusalCode.BadRequest,
    };

    public static int StatusOf(EconetError error) => Of(error) switch
    {
        RefusalCode.NotFound => StatusCodes.Status404NotFound,
        RefusalCode.Ambiguous or RefusalCode.Refused or RefusalCode.Mismatch or RefusalCode.Superseded or RefusalCode.Overridden
            or RefusalCode.Withdrawn => StatusCodes.Status409Conflict,
        RefusalCode.BudgetSpent or RefusalCode.BudgetClosed => StatusCodes.Status429TooManyRequests,
        RefusalCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        RefusalCode.TimedOut => StatusCodes.Status504GatewayTimeout,
        RefusalCode.NotDurable => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status400BadRequest,
    };
}
