using System.Text;
using Econet.Actors.Vocabulary;

namespace Econet.Gateway.Configuration;

/// <summary>Reads an owner's vocabulary files.</summary>
internal static class VocabularyFiles
{
    /// <summary>More is no vocabulary.</summary>
    private const int MostBytes = 10_000_000;

    /// <summary>The built-in vocabulary with these files over it, each over the one before.</summary>
    /// <exception cref="ConfigurationException">A file can't be read, or is wrong; the message has a line for each error.</exception>
    public static Vocabularies Read(IEnumerable<string> files) => files.Aggregate(Vocabularies.BuiltIn, Read);

    /// <inheritdoc cref="Read(IEnumerable{string})"/>
    public static Vocabularies Read(Vocabularies below, string path)
    {
        try
        {
            if (new FileInfo(path).Length > MostBytes)
            {
                throw new ConfigurationException($"{VocabularySettings.Files.Name}: {SettingValues.Quote(path)} is larger than any vocabulary");
            }

            return below.With(File.ReadAllText(path, Encoding.UTF8), Path.GetFileName(path));
        }
        catch (VocabularyException wrong)
        {
            throw new ConfigurationException($"{VocabularySettings.Files.Name}: {wrong.Message}", wrong);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var reason = Directory.Exists(path) ? "it is a directory" : failed.Message;
            throw new ConfigurationException($"{VocabularySettings.Files.Name}: {SettingValues.Quote(path)} can't be read: {reason}", failed);
        }
    }
}
