using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Econet.Simulation.Gm3;

namespace Econet.Gateway.Tests.WholeSystem;

/// <summary>
/// A client that writes one parameter, one value after the other, and notes what it was told. Each value is one more than the one before, so that
/// it tells which write it is of.
/// </summary>
/// <param name="lowest">From here on it may be written.</param>
/// <param name="place">Clients of one test begin with different kinds of writes.</param>
internal sealed class WriteDiary(string key, int index, int lowest, int place)
{
    /// <summary>So many different values are written, round and round.</summary>
    private const int Values = 16;

    private readonly List<string> _answers = [];

    private int _number;
    private int _seen;

    /// <summary>The write that the last value received is of.</summary>
    private int _received;

    /// <summary>The last write that was answered with 200 or 202; what it wrote is what the device is to hold.</summary>
    private int? _acknowledged;

    /// <summary>The job of that write where it was answered with 202: its end is told by the job.</summary>
    private string? _job;

    public int Acknowledged { get; private set; }

    /// <summary>Writes until the gateway is gone.</summary>
    public async Task WriteAsync(HttpClient client, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            var number = ++_number;
            var isWaitedFor = (number + place) % 3 != 0;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/api/parameters/{key}", UriKind.Relative))
                {
                    Content = JsonContent.Create(new { value = ValueOf(number) }),
                };
                if (!isWaitedFor)
                {
                    request.Headers.Add("Prefer", "respond-async");
                }

                using var response = await client.SendAsync(request, ended);
                var told = await response.Content.ReadAsStringAsync(ended);
                Assert.True(
                    response.StatusCode == (isWaitedFor ? HttpStatusCode.OK : HttpStatusCode.Accepted)
                    || response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.ServiceUnavailable,
                    $"{key} = {ValueOf(number)}: {response.StatusCode} {told}");
                _answers.Add(string.Create(CultureInfo.InvariantCulture, $"{number}:{(int)response.StatusCode}"));
                if (response.IsSuccessStatusCode)
                {
                    Assert.DoesNotContain("\"durable\":false", told, StringComparison.Ordinal);
                    (_acknowledged, _job) = (number, response.Headers.Location?.ToString());
                    Acknowledged++;
                }

                if (!isWaitedFor || !response.IsSuccessStatusCode)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(150 * (1 + place)), TimeProvider.System, ended);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>
    /// The device holds what the last acknowledged write wrote, or a later one that was not acknowledged, whose answer was a failure or never came;
    /// and it never went back. An accepted write that failed before the gateway was killed, as when the controller was silent, is told by its job.
    /// </summary>
    public async Task CheckAsync(HttpClient client, Gm3Simulator bus, int round)
    {
        var received = bus.Writes.Where(write => write.Index == index).Select(write => write.Value.ToDouble()).ToArray();
        var job = _job is null ? "" : (await client.AskAsync(_job)).Body.GetRawText();
        var told = string.Create(
            CultureInfo.InvariantCulture,
            $"round {round}, {key}: acknowledged {Told(_acknowledged)}, last {ValueOf(_number)}, holds {bus.Truth(index)}, received {string.Join(' ', received.Skip(_seen - 1))}, of {_received} to {_number}; answers {string.Join(' ', _answers)}; job {job}");
        var failed = job.Contains("\"status\":\"expired\"", StringComparison.Ordinal) && !job.Contains("gateway ended", StringComparison.Ordinal);
        if (_acknowledged is { } acknowledged && !failed)
        {
            var held = bus.Truth(index).ToDouble();
            Assert.True(Enumerable.Range(acknowledged, _number - acknowledged + 1).Any(number => held == ValueOf(number)), $"Lost or undone: {told}");
        }

        // Each value is that of a later write than the one before, of those that were asked for until now.
        for (var i = _seen; i < received.Length; i++)
        {
            Assert.True(i == 0 || received[i] != received[i - 1], $"Sent twice: {told}");
            do
            {
                _received++;
            }
            while (ValueOf(_received) != received[i]);
            Assert.True(_received <= _number, $"Went back: {told}");
        }

        // A failed write may be taken for one of a round later; what was acknowledged can't.
        _received = Math.Max(_received, _acknowledged ?? 0);
        _answers.Clear();
        _seen = received.Length;
    }

    private string Told(int? number) =>
        number is { } n ? $"{ValueOf(n)}" : "none";

    private int ValueOf(int number) => lowest + (number % Values);
}
