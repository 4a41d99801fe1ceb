using System.Text.Json;
using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Http;

/// <summary>How parameters are presented: bare, as clients of such gateways expect them, or for people.</summary>
internal abstract record ParameterView
{
    private const string BareName = "bare";
    private const string ReadableName = "readable";

    /// <summary>What the device reports, and nothing more.</summary>
    public sealed record Bare : ParameterView
    {
        public static readonly Bare Instance = new();

        public override string Key => BareName;

        public override void Write(Utf8JsonWriter writer, ParameterValue parameter) =>
            JsonSerializer.Serialize(writer, ParameterBody.Of(parameter), Json.Options);
    }

    /// <summary>With what the vocabulary knows.</summary>
    /// <param name="Version">Of the vocabulary: another one makes another answer of the same values.</param>
    public sealed record Readable(SystemVocabulary Vocabulary, Language Language, int Version) : ParameterView
    {
        public override string Key => Language.Code;

        public override int Age => Version;

        public override void Write(Utf8JsonWriter writer, ParameterValue parameter) =>
            JsonSerializer.Serialize(writer, ReadableBody.Of(parameter, parameter.Definition.MeaningIn(Vocabulary), Language), Json.Options);
    }

    /// <summary>Which one it is, for those who keep what it has written.</summary>
    public abstract string Key { get; }

    /// <summary>Grows when the same view comes to tell the same values otherwise.</summary>
    public virtual int Age => 0;

    public abstract void Write(Utf8JsonWriter writer, ParameterValue parameter);

    /// <param name="view">From the request; null when it has none.</param>
    /// <param name="lang">The language that the request wants; null takes the gateway's.</param>
    /// <exception cref="BadRequestException">The view or the language is unknown.</exception>
    public static ParameterView Of(HttpContext context, string? view, string? lang, bool readableByDefault)
    {
        var chosen = Requests.Choice("view", view, BareName, ReadableName);
        return chosen == ReadableName || (chosen is null && (readableByDefault || lang is not null))
            ? ReadableIn(context, lang)
            : Bare.Instance;
    }

    /// <inheritdoc cref="Of"/>
    public static Readable ReadableIn(HttpContext context, string? lang)
    {
        var source = context.RequestServices.GetRequiredService<VocabularySource>();
        var language = Requests.Choice("lang", lang, [.. Vocabularies.Languages.Keys.Order()]) is { } code
            ? Vocabularies.Languages[code]
            : context.RequestServices.GetRequiredService<GatewayOptions>().Vocabulary.Language;
        var version = source.Version;
        return new Readable(source.Current.Of(context.DeviceKind() == DeviceKind.NeaSmart ? Vocabularies.NeaSmart : Vocabularies.Gm3), language, version);
    }
}
