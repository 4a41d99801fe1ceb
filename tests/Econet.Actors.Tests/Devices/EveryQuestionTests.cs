using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Actors.TestKit;
using Econet.Actors.Tests.NeaSmart;

namespace Econet.Actors.Tests.Devices;

/// <summary>Every message that anybody may send to a device, and some that nobody should, to every kind of device.</summary>
public sealed class EveryQuestionTests
{
    /// <summary>What is told, and not asked.</summary>
    private static readonly Type[] Unanswered = [typeof(WithdrawWrite), typeof(WatchDevice), typeof(UnwatchDevice)];

    public static TheoryData<string> Questions =>
    [
        .. Nonsense.Public.Where(type => type.IsAssignableTo(typeof(IDeviceRequest)) && !Unanswered.Contains(type)).Append(typeof(Unheard))
            .Select(type => type.FullName!),
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Gm3_device_should_answer_at_once(string question)
    {
        await using var house = await House.StartAsync();
        await AnswersAsync(house.System, house.Time, "house", question);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task NeaSmart_device_should_answer_at_once(string question)
    {
        await using var house = await BaseHouse.StartAsync();
        await AnswersAsync(house.System, house.Time, "neasmart", question);
    }

    [Fact]
    public async Task NeaSmart_device_should_say_that_it_has_no_thermostat()
    {
        await using var house = await BaseHouse.StartAsync();

        var status = await Assert.ThrowsAsync<EconetException>(() => house.Device.Thermostat.StatusAsync());
        var submitted = await Assert.ThrowsAsync<EconetException>(() => house.Device.Thermostat.SubmitAsync(21));
        var paired = await Assert.ThrowsAsync<EconetException>(() => house.Device.Thermostat.PairAsync());

        Assert.All([status, submitted, paired], error =>
            Assert.Equal((EconetError.NotFound, "A NEA SMART system has no virtual thermostat"), (error.Error, error.Message)));
    }

    private static async Task AnswersAsync(ActorSystem system, VirtualTime time, string device, string question)
    {
        var answer = system.ActorSelection("/user/econet").Ask<object>(new ToDevice(device, Question(question)), TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True(answer.IsCompleted, $"{question} is not answered");
        Assert.IsType<IDeviceReply>(await answer, exactMatch: false);
    }

    private static IDeviceRequest Question(string name)
    {
        var type = typeof(IDeviceRequest).Assembly.GetType(name) ?? typeof(Unheard);
        if (type.GetField("Instance") is { } only)
        {
            return (IDeviceRequest)only.GetValue(null)!;
        }

        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return (IDeviceRequest)constructor.Invoke([.. constructor.GetParameters().Select(p =>
            p.ParameterType == typeof(string) ? "103"
            : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType)
            : p.ParameterType == typeof(IActorRef) ? ActorRefs.Nobody
            : null)]);
    }

    /// <summary>What no device knows.</summary>
    private sealed record Unheard : IDeviceRequest;
}
