using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Econet.Actors.Vocabulary;

/// <summary>Collects what is wrong with a file, so that all of it is told at once.</summary>
internal sealed class VocabularyErrors(string file)
{
    private readonly List<VocabularyError> _errors = [];

    public bool Any => _errors.Count > 0;

    public ImmutableArray<VocabularyError> All => [.. _errors.OrderBy(error => error.Line)];

    public void Add(int line, string message) => _errors.Add(new VocabularyError(file, line, message));
}

/// <summary>A field of a vocabulary file: what reads it says what is wrong with it, and goes on without it.</summary>
internal readonly record struct YamlField(string Name, YamlNode Node, VocabularyErrors Errors)
{
    public int Line => (int)Node.Start.Line;

    /// <summary>The root of a file; null when it is empty, or no YAML, which is among the errors then.</summary>
    public static YamlField? Root(string text, VocabularyErrors errors)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents is [_, var second, ..])
            {
                errors.Add((int)second.RootNode.Start.Line, "a second YAML document begins here; a file may have only one");
            }

            return yaml.Documents is [var first, ..] && first.RootNode is not YamlScalarNode { Value: null or "" }
                ? new YamlField("the file", first.RootNode, errors)
                : null;
        }
        catch (YamlException bad)
        {
            errors.Add(LineOf(bad, text), $"invalid YAML: {bad.Message.ReplaceLineEndings(" ")}");
            return null;
        }
    }

    /// <param name="example">How such a mapping looks, for the message.</param>
    public IReadOnlyList<YamlField> Fields(string example)
    {
        if (Node is not YamlMappingNode mapping)
        {
            Wrong($"{Name} must hold {example}");
            return [];
        }

        var fields = new List<YamlField>(mapping.Children.Count);
        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { Length: > 0 } name })
            {
                fields.Add(new YamlField(name, value, Errors));
            }
            else
            {
                Errors.Add((int)key.Start.Line, $"a key in {Name} is not plain text");
            }
        }

        return fields;
    }

    /// <summary>The fields by name; those that nobody knows are told.</summary>
    public Dictionary<string, YamlField> Known(string example, params ReadOnlySpan<string> names)
    {
        var known = new Dictionary<string, YamlField>();
        foreach (var field in Fields(example))
        {
            if (names.Contains(field.Name))
            {
                known[field.Name] = field;
            }
            else
            {
                field.Wrong($"unknown field '{field.Name}' of {Name}; valid fields are {string.Join(", ", names.ToArray())}");
            }
        }

        return known;
    }

    public string? Text()
    {
        if (Node is YamlScalarNode { Value: { } text } && text.Trim().Length > 0)
        {
            return text.Trim();
        }

        Wrong($"'{Name}' must be text");
        return null;
    }

    public bool? Flag()
    {
        var text = Text();
        switch (text)
        {
            case "true" or "false":
                return text == "true";
            case not null:
                Wrong($"'{Name}' is '{text}'; it takes true or false");
                break;
        }

        return null;
    }

    public double? Number(double low, double high)
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high)
        {
            return number;
        }

        Wrong(string.Create(CultureInfo.InvariantCulture, $"'{Name}' is '{text}'; it takes a number from {low} to {high}"));
        return null;
    }

    public int? Whole(int low, int high)
    {
        if (Number(low, high) is not { } number)
        {
            return null;
        }

        if (!double.IsInteger(number))
        {
            Wrong($"'{Name}' must be a whole number");
            return null;
        }

        return (int)number;
    }

    /// <summary>A number, or a list of numbers.</summary>
    public ImmutableArray<double> Numbers()
    {
        var self = this;
        YamlField[] items = Node is YamlSequenceNode sequence ? [.. sequence.Children.Select(child => self with { Node = child })] : [this];
        return [.. items.Select(item => item.Number(-1e18, 1e18)).OfType<double>()];
    }

    /// <summary>One word out of several.</summary>
    public T? Choice<T>(IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text() is not { } text)
        {
            return null;
        }

        if (words.TryGetValue(text, out var choice))
        {
            return choice;
        }

        Wrong($"'{Name}' is '{text}'; it takes {string.Join(", ", words.Keys)}");
        return null;
    }

    public void Wrong(string message) => Errors.Add(Line, message);

    /// <summary>The line to look at: for a tab the parser tells where the mapping began.</summary>
    private static int LineOf(YamlException bad, string text) => (int)bad.Start.Line + (bad.Message.Contains("tab", StringComparison.Ordinal)
        ? text.Split('\n').Skip((int)bad.Start.Line - 1).TakeWhile(line => !line.TrimStart(' ').StartsWith('\t')).Count()
        : 0);
}
