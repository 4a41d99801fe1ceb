using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Econet.Actors.Messages;
using Econet.Values;

namespace Econet.Actors.Tests.Devices;

/// <summary>Messages as nobody should send them: each field null, or what no sane sender would put there.</summary>
internal static class Nonsense
{
    /// <summary>The messages that anybody may send.</summary>
    public static IEnumerable<Type> Public { get; } =
    [
        .. typeof(IDeviceRequest).Assembly.GetExportedTypes().Where(type => type.IsClass
            && (type.IsAssignableTo(typeof(IRegionRequest)) || type.IsAssignableTo(typeof(IDeviceRequest)))),
    ];

    /// <summary>The messages that are declared in <paramref name="container"/>.</summary>
    public static IEnumerable<Type> In(Type container) => container
        .GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
        .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.IsEnum);

    /// <summary>Messages of this type, with each of its fields null and with nonsense in each.</summary>
    public static IEnumerable<object> Of(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).MaxBy(c => c.GetParameters().Length)!;
        var parameters = constructor.GetParameters();
        object?[] nothing = [.. parameters.Select(p => Nothing(p.ParameterType))];
        yield return constructor.Invoke(nothing);
        for (var i = 0; i < parameters.Length; i++)
        {
            foreach (var worse in Odd(parameters[i].ParameterType))
            {
                object?[] arguments = [.. parameters.Select(p => Odd(p.ParameterType).FirstOrDefault() ?? Nothing(p.ParameterType))];
                arguments[i] = worse;
                yield return constructor.Invoke(arguments);
            }
        }
    }

    private static object? Nothing(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;

    private static IEnumerable<object?> Odd(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return [Enum.ToObject(type, 99)];
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            return [Nothing(type), Filled(type.GetGenericArguments()[0])];
        }

        return type switch
        {
            _ when type == typeof(string) => ["", null, "\0\ud800", new string('@', 300), "103"],
            _ when type == typeof(int) => [-1, int.MinValue, int.MaxValue, 103],
            _ when type == typeof(long) => [-1L, long.MinValue, long.MaxValue],
            _ when type == typeof(bool) => [true],
            _ when type == typeof(double) => [double.NaN, double.NegativeInfinity],
            _ when type == typeof(float) => [float.NaN, float.PositiveInfinity],
            _ when type == typeof(TimeSpan) => [TimeSpan.MinValue, TimeSpan.MaxValue],
            _ when type == typeof(DateTimeOffset) => [DateTimeOffset.MinValue, DateTimeOffset.MaxValue],
            _ when type == typeof(Guid) => [Guid.Empty, Guid.NewGuid()],
            _ when type == typeof(object) => [new object(), null, double.NaN, "text", new Dictionary<string, object>(), DBNull.Value],
            _ when type == typeof(IActorRef) => [ActorRefs.Nobody, null],
            _ when type == typeof(Value) => [Value.Of(float.NaN), Value.Of("\ud800"), Value.Of(ParameterType.UInt64, ulong.MaxValue)],
            _ => [null],
        };
    }

    private static object Filled(Type element)
    {
        var values = Array.CreateInstance(element, 2);
        return typeof(ImmutableArray).GetMethods()
            .Single(m => m.Name == nameof(ImmutableArray.Create) && m.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [((IList)values)])!;
    }
}
