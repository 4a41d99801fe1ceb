using System.Text.Json;
using System.Text.RegularExpressions;
using Econet.Gateway.HomeAssistant;
using Econet.Gateway.Tests.Support;

namespace Econet.Gateway.Tests.HomeAssistant;

/// <summary>The check of announcements itself.</summary>
public sealed partial class DocumentedFieldsTests
{
    private static readonly DocumentedFields Documented = DocumentedFields.Load();

    [Fact]
    public void Fields_should_be_of_a_release_of_home_assistant_each_component_with_its_page()
    {
        Assert.Matches(Release(), Documented.Version);
        Assert.All(Documented.Since.Values, since => Assert.True(string.CompareOrdinal(since, Documented.Version) <= 0, since));
        Assert.Equal(Documented.Components.Append("mqtt").Order(), Documented.Pages.Keys.Order());
    }

    [Fact]
    public void Component_that_is_announced_should_have_its_fields()
    {
        var announced = Enum.GetValues<Component>().Select(component => component.Name()).Append("event").Order();

        Assert.Equal(announced, Documented.Components.Order());
    }

    [FactWithDocument("home-assistant.md")]
    public void Document_should_name_the_release_that_announcements_are_checked_against() => Assert.Contains(
        $"Home Assistant {Documented.Version}", File.ReadAllText(Documents.Find("home-assistant.md")!), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"state_topic\"", "\"state_tpoic\"", "state_tpoic is not documented")]
    [InlineData("\"connectivity\"", "\"connected\"", "device_class is no BINARY_SENSOR_CLASS")]
    [InlineData("\"mdi:tag-outline\"", "\"tag\"", "icon is no icon")]
    [InlineData("\"diagnostic\"", "\"diag\"", "entity_category is no CATEGORY")]
    [InlineData("\"{{ value_json.version }}\"", "\"value_json.version\"", "value_template is no template")]
    [InlineData("\"identifiers\"", "\"ids_\"", "ids_ is not documented")]
    [InlineData("\"topic\":", "\"topics\":", "topic is missing")]
    [InlineData("\"http://gateway:8000\"", "\"gateway\"", "configuration_url is no url")]
    public void What_is_not_documented_should_be_found(string right, string wrong, string fault)
    {
        var message = AnnouncedHouse.Discovery().AnnounceStatus(null)[0];
        var text = System.Text.Encoding.UTF8.GetString(message.Payload.Span).Replace(right, wrong, StringComparison.Ordinal);

        if (wrong == "\"ids_\"")
        {
            text = text.Replace("\"ids_\":", "\"identifiers\":[\"x\"],\"ids_\":", StringComparison.Ordinal);
        }

        Assert.Contains(Documented.Faults(message.Topic, JsonDocument.Parse(text).RootElement), found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_younger_than_device_discovery_should_be_announced_entity_by_entity()
    {
        var discovery = AnnouncedHouse.Discovery(DiscoveryBy.Entity);

        Assert.DoesNotContain(
            discovery.AnnounceStatus(null).Concat(discovery.AnnounceStatus("heatpump")).Concat(discovery.AnnounceThermostat("heatpump")),
            message => Documented.Since.Keys.Any(System.Text.Encoding.UTF8.GetString(message.Payload.Span).Contains));
    }

    [GeneratedRegex(@"^20\d\d\.\d{1,2}$")]
    private static partial Regex Release();
}
