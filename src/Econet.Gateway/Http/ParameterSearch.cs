using Econet.Actors.Messages;
using Econet.Actors.Vocabulary;

namespace Econet.Gateway.Http;

/// <summary>Finds parameters by words of their names, titles and parts.</summary>
internal sealed class ParameterSearch
{
    private readonly string[] _words;
    private readonly string? _part;
    private readonly ParameterView.Readable _view;

    private ParameterSearch(string[] words, string? part, ParameterView.Readable view) => (_words, _part, _view) = (words, part, view);

    /// <param name="search">Words that must all be there; null for any.</param>
    /// <param name="part">The id of a part, or of all parts of a kind; null for any.</param>
    /// <returns>Null when every parameter is wanted.</returns>
    /// <exception cref="BadRequestException">The part is unknown, or there is nothing to search for.</exception>
    public static ParameterSearch? Of(string? search, string? part, ParameterView.Readable view, IEnumerable<ParameterValue> parameters)
    {
        if (search is null && part is null)
        {
            return null;
        }

        var words = (search ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (search is not null && words.Length == 0)
        {
            throw new BadRequestException("'search' is empty; it takes words of a name or title");
        }

        if (part is not null)
        {
            var parts = parameters.Select(p => p.Definition.MeaningIn(view.Vocabulary).Part).OfType<Part>().Distinct().ToList();
            if (!parts.Exists(known => Is(known, part)))
            {
                throw new BadRequestException($"There is no part '{part}'; the parts are {string.Join(", ", parts.Select(p => p.Id).Distinct().Order(StringComparer.Ordinal))}");
            }
        }

        return new ParameterSearch(words, part, view);
    }

    public bool Matches(ParameterValue parameter)
    {
        var meaning = parameter.Definition.MeaningIn(_view.Vocabulary);
        if (_part is not null && !(meaning.Part is { } known && Is(known, _part)))
        {
            return false;
        }

        string?[] texts = [parameter.Key, meaning.Title?.In(_view.Language), meaning.Title?.English, meaning.Part?.Title.In(_view.Language), meaning.Part?.Id];
        return Array.TrueForAll(_words, word => Array.Exists(texts, text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) ?? false));
    }

    private static bool Is(Part part, string id) =>
        part.Id.Equals(id, StringComparison.OrdinalIgnoreCase) || part.Kind.Equals(id, StringComparison.OrdinalIgnoreCase);
}
