using System.Globalization;
using Econet.Actors.Messages;

namespace Econet.Gateway.Http;

/// <summary>Parameters by what clients call them: by key, <c>name@index</c>, <c>@index</c> or index.</summary>
internal sealed class NamesFilter
{
    private readonly HashSet<string> _wanted;

    private NamesFilter(HashSet<string> wanted) => _wanted = wanted;

    /// <param name="names">Of a query: each a list separated by commas; null when it has none.</param>
    /// <exception cref="BadRequestException">There are lists, and nothing in them.</exception>
    public static NamesFilter? Of(string[]? names)
    {
        if (names is null or [])
        {
            return null;
        }

        var wanted = names.SelectMany(Requests.Items).ToHashSet();
        return wanted.Count > 0
            ? new NamesFilter(wanted)
            : throw new BadRequestException("'names' is empty; it takes names separated by commas");
    }

    /// <summary>All that clients may call a parameter.</summary>
    public static string[] NamesOf(ParameterValue parameter)
    {
        var index = parameter.Index.ToString(CultureInfo.InvariantCulture);
        return [parameter.Key, index, "@" + index, $"{parameter.Name}@{index}"];
    }

    /// <param name="names">All that clients may call a parameter.</param>
    public bool Matches(string[] names)
    {
        foreach (var name in names)
        {
            if (_wanted.Contains(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Those that are wanted, and the names that none of <paramref name="parameters"/> has.</summary>
    public (IReadOnlyList<ParameterValue> Found, IReadOnlyList<string> NotFound) Find(IEnumerable<ParameterValue> parameters)
    {
        var found = new List<ParameterValue>();
        var missing = new HashSet<string>(_wanted);
        foreach (var parameter in parameters)
        {
            var names = NamesOf(parameter);
            if (Matches(names))
            {
                found.Add(parameter);
                missing.ExceptWith(names);
            }
        }

        return (found, [.. missing]);
    }
}
