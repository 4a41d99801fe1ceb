using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Http;
using Econet.Gateway.Security;

namespace Econet.Gateway.Endpoints;

/// <summary>What the parameters of a device mean, without their values.</summary>
internal static class VocabularyEndpoints
{
    private const string Example = """
        {"language":"en","parts":{"energy":"Energy"},"parameters":{"AXEN_REGISTER_1202_1203":{"index":1285,"title":"Energy used","part":"energy",
         "unit":"kWh","quantity":"energy_total","scale":"/100","sane":[-1,20000000],"counter":true,"level":"everyday","source":"documented"} },
         "alarms":{"148":"Water flow"} }
        """;

    public static void Map(IEndpointRouteBuilder device) => device.MapGet("/vocabulary", OfAsync)
        .TakesQuery("lang")
        .RequireAuthorization(Policies.Read).WithTags("Parameters").WithSummary("What parameters mean: titles, parts, units, names of values and bits, sane ranges")
        .WithDescription("Only parameters that the vocabulary knows; docs/vocabulary.md explains the fields.")
        .Produces<VocabularyBody>().Errors(400, 404, 504).Example(Example);

    private static async Task<IResult> OfAsync(
        HttpContext context,
        [Description("The language: de, en or pl. Default: the gateway's.")] string? lang,
        CancellationToken cancellation)
    {
        var view = ParameterView.ReadableIn(context, lang);
        var snapshot = await context.Device().SnapshotAsync(cancellation);
        var known = snapshot.Parameters.Select(p => (Parameter: p, Meaning: p.Definition.MeaningIn(view.Vocabulary))).Where(p => p.Meaning.Source is not null).ToList();
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Json(new VocabularyBody(
            view.Language.Code,
            known.Select(p => p.Meaning.Part).OfType<Part>().DistinctBy(part => part.Id).ToDictionary(part => part.Id, part => part.Title.In(view.Language)),
            known.ToDictionary(p => p.Parameter.Key, p => MeaningBody.Of(p.Parameter, p.Meaning, view.Language)),
            view.Vocabulary.AlarmCodes.ToDictionary(code => code, code => view.Vocabulary.Alarm(code)!.In(view.Language))));
    }

    /// <param name="Parts">Titles by id.</param>
    /// <param name="Parameters">By key.</param>
    /// <param name="Alarms">Titles by code.</param>
    internal sealed record VocabularyBody(
        string Language,
        IReadOnlyDictionary<string, string> Parts,
        IReadOnlyDictionary<string, MeaningBody> Parameters,
        IReadOnlyDictionary<int, string> Alarms);

    /// <param name="Sane">The lowest and the highest scaled number that is believed.</param>
    /// <param name="Role">What it is within its part.</param>
    /// <param name="Activities">What the machine does when this is the number.</param>
    /// <param name="Absent">Scaled numbers that mean "no value".</param>
    internal sealed record MeaningBody(
        int Index,
        string? Title,
        string? Part,
        string Unit,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Quantity,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Scale,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OptionBody>? Options,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<int, string>? Bits,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Precision,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double[]? Sane,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<double>? Absent,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Counter,
        string Level,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<long, string>? Activities,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Icon,
        string Source)
    {
        public static MeaningBody Of(ParameterValue p, Meaning meaning, Language language) => new(
            p.Index,
            meaning.Title?.In(language),
            meaning.Part?.Id,
            meaning.Unit.Symbol,
            meaning.Quantity?.Name,
            meaning.Scale.IsNone ? null : meaning.Scale.ToString(),
            ReadableBody.OptionsOf(meaning, language),
            meaning.Bits.IsEmpty ? null : meaning.Bits.ToDictionary(bit => bit.Bit, bit => bit.Name.In(language)),
            meaning.IsNumber ? Display.Digits(meaning) : null,
            meaning.Sane is { } sane ? [sane.Low, sane.High] : null,
            meaning.Absent.IsEmpty ? null : meaning.Absent,
            meaning.Counter,
            meaning.Everyday ? "everyday" : "expert",
            meaning.Role is { } role ? JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString()) : null,
            meaning.Activities.IsEmpty
                ? null
                : meaning.Activities.ToDictionary(activity => activity.Key, activity => JsonNamingPolicy.SnakeCaseLower.ConvertName(activity.Value.ToString())),
            meaning.Icon,
            meaning.Source!.Value.ToString().ToLowerInvariant());
    }
}
