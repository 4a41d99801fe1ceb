using System.Reflection;

namespace Econet.Gateway;

internal static class Product
{
    /// <summary>Where the project is at home.</summary>
    public const string Home = "https://github.com/econet-actors/econet-actors";

    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
