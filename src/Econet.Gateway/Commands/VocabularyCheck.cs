using Econet.Actors.Vocabulary;
using Econet.Gateway.Configuration;

namespace Econet.Gateway.Commands;

/// <summary>Tells everything that is wrong with a vocabulary file, a line each, or what is in it.</summary>
internal static class VocabularyCheck
{
    /// <summary>EX_CONFIG of sysexits.h: a configuration can't be used.</summary>
    public const int Wrong = 78;

    public static async Task<int> RunAsync(string file, Surroundings around)
    {
        try
        {
            var path = Path.Combine(around.Directory, file);
            var read = VocabularyFiles.Read(Vocabularies.BuiltIn, path);
            var system = read.Systems.Single(system => read.Of(system) != Vocabularies.BuiltIn.Of(system));
            await around.Out.WriteLineAsync($"{file}: {read.Of(system).OwnRows} parameters of {system}, no errors");
            return Cli.Ok;
        }
        catch (ConfigurationException bad) when (bad.InnerException is VocabularyException)
        {
            foreach (var error in ((VocabularyException)bad.InnerException).Errors)
            {
                await around.Error.WriteLineAsync(error.ToString());
            }

            return Wrong;
        }
    }
}
