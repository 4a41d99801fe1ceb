import { get } from './api.js';

/** Asks what the owner calls the rooms of a floor system. */
export async function loadLabels(device) {
  try {
    const { zones } = await get('api/v1/zones?stale=allow');
    device.labels = Object.fromEntries(zones.filter(zone => zone.name).map(zone => [`zone_${zone.base_id}.${zone.zone_id}`, zone.name]));
  } catch {
    // Titles of the vocabulary do.
    device.labels ??= {};
  }
}
