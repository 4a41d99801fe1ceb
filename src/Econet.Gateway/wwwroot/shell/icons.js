import { html, svg } from '../vendor/lit.js';

/** Drawn on a grid of 24, with one line. */
const paths = {
  home: 'M4 11l8-7 8 7v9h-5v-6h-6v6H4z',
  parameters: 'M4 6h16M4 12h16M4 18h16M8 4v4M16 10v4M11 16v4',
  rooms: 'M4 20V4h16v16zM4 12h7M14 12h6M11 4v11M11 18v2',
  schedules: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M8 14h4',
  charts: 'M4 4v16h16M7 15l4-5 3 3 5-7',
  timeline: 'M4 7h6M13 7h7M4 12h9M16 12h4M4 17h3M10 17h10',
  alarms: 'M12 3a6 6 0 0 0-6 6c0 6-2 7-2 8h16c0-1-2-2-2-8a6 6 0 0 0-6-6zM10 20h4',
  writes: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  bus: 'M3 12h18M7 12V7M12 12v5M17 12V7M5 4h4v3H5zM15 4h4v3h-4zM10 17h4v3h-4z',
  settings: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2',
  more: 'M4 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M11 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0a1 1 0 1 0-2 0',
  close: 'M6 6l12 12M18 6L6 18',
  minus: 'M5 12h14',
  plus: 'M5 12h14M12 5v14',
  star: 'M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.8-5 2.8 1-5.7-4-4 5.5-.8z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20',
  undo: 'M9 6L4 11l5 5M4 11h10a5 5 0 0 1 0 10h-2',
  download: 'M12 4v11M7 11l5 5 5-5M4 20h16',
  copy: 'M8 8h12v12H8zM16 8V4H4v12h4',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  heating: 'M12 3s5 5 5 10a5 5 0 0 1-10 0c0-2 1-3 1-3s1 2 2 2c2 0 2-5 2-9z',
  fan: 'M12 12m-2 0a2 2 0 1 0 4 0 2 2 0 1 0-4 0',
};

export const icon = name => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${paths[name]}></path>`}</svg>`;
