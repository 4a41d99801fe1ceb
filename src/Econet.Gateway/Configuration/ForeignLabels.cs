using System.Globalization;

namespace Econet.Gateway.Configuration;

/// <summary>Labels as the NEA SMART 2.0 gateway has them: a list of bases with <c>base_id</c>, <c>base_label</c> and <c>zones</c>.</summary>
internal static class ForeignLabels
{
    /// <summary>As <c>base1=Ground floor; base1_zone2=Bath</c>; null when it is of another form.</summary>
    public static string? Of(FileNode structures)
    {
        if (structures is not FileNode.List { Items: var bases })
        {
            return null;
        }

        var labels = new List<string>();
        foreach (var item in bases)
        {
            if (item is not FileNode.Section section || Number(section, "base_id") is not { } number)
            {
                return null;
            }

            Add($"base{number}", Find(section, "base_label"));
            if (Find(section, "zones") is not FileNode.List { Items: var zones })
            {
                continue;
            }

            foreach (var zone in zones)
            {
                if (zone is not FileNode.Section known || Number(known, "id") is not { } zoneNumber)
                {
                    return null;
                }

                Add($"base{number}_zone{zoneNumber}", Find(known, "label"));
            }
        }

        return string.Join("; ", labels);

        void Add(string key, FileNode? label)
        {
            if (label is FileNode.Scalar { Text: { } text })
            {
                labels.Add($"{key}={text.Replace(';', ',')}");
            }
        }
    }

    private static FileNode? Find(FileNode.Section section, string key) => section.Entries.FirstOrDefault(e => e.Key == key)?.Value;

    private static int? Number(FileNode.Section section, string key) =>
        Find(section, key) is FileNode.Scalar { Text: { } text }
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
