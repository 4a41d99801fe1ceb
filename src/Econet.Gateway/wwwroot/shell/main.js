import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { loadWords } from '../data/words.js';
import { applyTheme } from './theme.js';
import './app.js';

applyTheme();
// The element is there before its words are; it draws itself when they come.
await loadWords();
document.querySelector('ec-app').begin();
session.follow(() => session.locked && house.stop());
// Who looks is asked until it is answered.
const ask = () => session.load().catch(() => { setTimeout(ask, 2_000); });
ask().then(() => session.locked || house.start());

if ('serviceWorker' in navigator && window.isSecureContext) {
  navigator.serviceWorker.register('service-worker.js').catch(() => {});
}
