import { get } from './api.js';

/** Asks what the owner calls the rooms of a floor system. */
export async function loadLabels(device) {
  try {
    const { zones } = await get('api/v1/zones?stale=allow');
    // A name that several have tells none of them.
    const times = name => zones.filter(zone => zone.name === name).length;
    device.labels = Object.fromEntries(zones.filter(zone => zone.name && times(zone.name) === 1).map(zone => [`zone_${zone.base_id}.${zone.zone_id}`, zone.name]));
  } catch {
    // Titles of the vocabulary do.
    device.labels ??= {};
  }
}
