using Akka.Actor;
using Econet.Actors.Messages;

namespace Econet.Actors.Devices;

/// <summary>Tells whoever asked that there will be no answer. One who wants to watch is told as a watcher is.</summary>
internal static class Refusal
{
    public static void Tell(object? request, string device, RequestFailed failure, IActorRef requester)
    {
        if (request is WatchDevice { Watcher: { } watcher })
        {
            watcher.Tell(new WatchEnded(device, failure.Message));
        }
        else if (request is not RequestFailed)
        {
            requester.Tell(failure);
        }
    }

    /// <summary>There is no such device, or no request.</summary>
    public static RequestFailed Of(object? request, string device) => request is null
        ? new RequestFailed(EconetError.BadRequest, "A message to a device must contain a request")
        : Unknown.Device(device);
}
