import { house } from '../data/house.js';
import { t } from '../data/words.js';

/** The views, in the order of the rail; what one needs is loaded when it is opened for the first time. */
export const views = [
  { id: 'home', title: () => t('Home'), load: () => import('../home/home-view.js') },
  { id: 'rooms', title: () => t('Rooms'), load: () => import('../rooms/rooms-view.js'), when: () => house.ofKind('neasmart').length > 0 },
  { id: 'schedules', title: () => t('Schedules'), load: () => import('../schedules/schedules-view.js'), when: () => house.ofKind('gm3').length > 0 },
  { id: 'timeline', title: () => t('Timeline'), load: () => import('../timeline/timeline-view.js'), when: () => house.ofKind('gm3').length > 0 },
  { id: 'charts', title: () => t('Charts'), load: () => import('../charts/charts-view.js') },
  { id: 'parameters', title: () => t('Parameters'), load: () => import('../parameters/parameters-view.js') },
  { id: 'alarms', title: () => t('Alarms'), load: () => import('../records/alarms-view.js') },
  { id: 'writes', title: () => t('Writes'), load: () => import('../records/writes-view.js') },
  { id: 'bus', title: () => t('Bus'), load: () => import('../bus/bus-view.js') },
  { id: 'settings', title: () => t('Settings'), load: () => import('../settings/settings-view.js') },
];

export const shownViews = () => views.filter(view => view.when?.() ?? true);
