using Econet.Actors.Vocabulary;

namespace Econet.Gateway.History;

/// <summary>The series of a device by what they are to it: what is derived knows no parameter by name.</summary>
internal sealed class SeriesByRole(IEnumerable<Series> series, Vocabularies vocabularies)
{
    private readonly (Series Series, Meaning Meaning)[] _all =
        [.. series.OrderBy(one => one.Parameter.Index).Select(one => (one, one.Parameter.MeaningIn(vocabularies))).Where(one => one.Item2.Role is not null)];

    public IReadOnlyList<Series> Of(params Role[] roles) => [.. With(roles).Select(one => one.Series)];

    public IReadOnlyList<(Series Series, Meaning Meaning)> With(params Role[] roles) => [.. _all.Where(one => roles.Contains(one.Meaning.Role!.Value))];
}
