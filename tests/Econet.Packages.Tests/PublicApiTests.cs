using System.Reflection;
using System.Runtime.CompilerServices;
using PublicApiGenerator;

namespace Econet.Packages.Tests;

/// <summary>
/// What others can use of each package. A change is meant or it is not: to accept it, run these tests with <c>ECONET_APPROVE=1</c> and commit the
/// files in <c>Approved</c>.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Packages =>
    [
        "Econet.Values", "Econet.Gm3", "Econet.Modbus", "Econet.Actors", "Econet.Actors.Cluster", "Econet.Simulation", "Econet.Actors.TestKit",
    ];

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_should_offer_what_was_approved(string package)
    {
        var offered = Assembly.Load(package).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("ECONET_APPROVE") == "1")
        {
            File.WriteAllText(Path.Combine(SourceDirectory(), "Approved", $"{package}.txt"), offered);
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Approved", $"{package}.txt")), offered, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("Econet.Actors.Parameters.ParameterMessages")]
    [InlineData("Econet.Actors.Parameters.ParameterState")]
    [InlineData("Econet.Actors.Parameters.ParameterDirectory")]
    [InlineData("Econet.Actors.Parameters.ValueInput")]
    public void Type_should_be_internal_when_nobody_else_can_use_it(string type) =>
        Assert.False(Assembly.Load("Econet.Actors").GetType(type, throwOnError: true)!.IsPublic);

    [Fact]
    public void Message_should_be_where_all_messages_are()
    {
        var exported = Assembly.Load("Econet.Actors").GetExportedTypes();
        Type[] markers = [.. exported.Where(type => type.Name is "IRegionRequest" or "IDeviceRequest" or "IDeviceReply" or "DeviceEvent")];

        Assert.Equal(4, markers.Length);
        Assert.All(
            exported.Where(type => markers.Any(marker => type.IsAssignableTo(marker))), message => Assert.Equal("Econet.Actors.Messages", message.Namespace));
    }

    private static string SourceDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
