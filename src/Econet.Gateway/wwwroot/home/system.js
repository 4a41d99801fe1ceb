import { house } from '../data/house.js';

const valueOf = parameter => parameter?.value ?? null;

/** The parameter if something is measured. */
const measured = parameter => valueOf(parameter) === null ? null : parameter;

/** What a device's parts are, as the drawing shows them; only those that exist. A part exists when something of it is measured. */
export function systemOf(device) {
  const of = (part, role) => device.role(part, role);
  const unit = {
    id: 'heat_pump', title: device.parts.heat_pump,
    activity: device.anyRole('activity'), frequency: device.anyRole('compressor_frequency'), fan: device.anyRole('fan_speed'),
    flow: of('heat_pump', 'flow_temperature'), back: of('heat_pump', 'return_temperature'), rate: device.anyRole('flow_rate'),
    pump: of('heat_pump', 'pump'), pressure: device.anyRole('pressure'), target: device.anyRole('flow_target'),
    electric: device.anyRole('electric_power'), heat: device.anyRole('heat_power'), cool: device.anyRole('cooling_power'), cop: device.anyRole('cop'),
    outdoor: device.anyRole('outdoor_temperature'), mode: of('heat_pump', 'mode'),
  };
  const valve = device.anyRole('diverting_valve');
  const water = valueOf(of('hot_water', 'temperature')) === null ? null : {
    id: 'hot_water', title: device.parts.hot_water, temperature: of('hot_water', 'temperature'),
    target: of('hot_water', 'target_in_force') ?? of('hot_water', 'target'), mode: of('hot_water', 'mode'),
  };
  const top = measured(of('buffer', 'top_temperature'));
  const bottom = measured(of('buffer', 'bottom_temperature'));
  const buffer = !top && !bottom ? null : {
    id: 'buffer', title: device.parts.buffer, top, bottom, target: of('buffer', 'target_in_force') ?? of('buffer', 'target'), pump: of('buffer', 'pump'),
  };
  return { device, unit, valve, water, buffer, circuits: [...device.partsOf('circuit').map(part => circuitOf(device, part)).filter(Boolean), ...mixedOf(device)] };
}

/** Whether there is anything to draw. */
export const showsAnything = ({ unit, water, buffer, circuits }) =>
  Boolean(unit.activity ?? unit.flow ?? unit.back ?? unit.outdoor ?? water ?? buffer) || circuits.length > 0;

/** A circuit that is used; the last one may be there and not used. */
function circuitOf(device, part) {
  const of = role => device.role(part, role);
  const used = of('in_use');
  if (used ? !used.raw : valueOf(of('flow_temperature')) === null) {
    return null;
  }

  return {
    id: part, device, title: device.titleOf(part),
    flow: measured(of('flow_temperature')), aim: measured(of('flow_target')), room: measured(of('temperature')), target: of('target_in_force') ?? of('target'), mode: of('mode'), pump: of('pump'),
  };
}

/** The circuits of a floor system, which a heat pump of the same house feeds. */
function mixedOf(device) {
  return device.kind === 'gm3' && house.first === device
    ? house.ofKind('neasmart').flatMap(floor => floor.partsOf('mixed_circuit').filter(part => valueOf(floor.role(part, 'flow_temperature')) !== null).map(part => ({
      id: part, device: floor, title: floor.parts[part], flow: floor.role(part, 'flow_temperature'), back: floor.role(part, 'return_temperature'),
      pump: floor.role(part, 'pump'), valve: floor.role(part, 'mixing_valve'),
    })))
    : [];
}

/** The rooms of a floor system that say something. */
export const roomsOf = device => device.partsOf('zone').filter(part => valueOf(device.role(part, 'temperature')) !== null || valueOf(device.role(part, 'target')) !== null)
  .map(part => ({
    id: part, device, title: device.labels?.[part] ?? device.parts[part], temperature: device.role(part, 'temperature'), target: device.role(part, 'target'),
    humidity: device.role(part, 'humidity'), mode: device.role(part, 'mode'),
  }));

/** What the machine does: of one that only tells that it heats, the valve says what. */
export function activityOf({ unit, valve }) {
  const activity = unit.activity?.activity ?? null;
  return activity === 'heating' && valve?.activity === 'hot_water' ? 'hot_water' : activity;
}

const isOn = parameter => Boolean(parameter?.raw);

/** Where water flows now: in the pump's pipe, to the hot water, to the heating. */
export function flowsOf({ unit, valve, water, buffer }) {
  const activity = unit.activity?.activity;
  const runs = isOn(unit.pump) || (valueOf(unit.rate) ?? 0) > 0 || (valueOf(unit.frequency) ?? 0) > 0;
  const toWater = water !== null && (valve ? valve.activity === 'hot_water' : activity === 'hot_water');
  return { runs, toWater: runs && toWater, toHeating: runs && !toWater, cooling: activity === 'cooling', viaBuffer: buffer !== null };
}
