import { html, nothing } from '../vendor/lit.js';
import { house } from '../data/house.js';
import { session } from '../data/session.js';
import { t } from '../data/words.js';
import { Element } from './element.js';
import { route } from './routes.js';

class Login extends Element {
  static properties = { error: { state: true }, busy: { state: true } };

  render() {
    return html`<main class="login"><form @submit=${this.#submit}>
      <h1>${t('Log in')}</h1>
      <p>${session.locked ? t('This gateway shows its values only to those who have a key.') : t('With a key you may do more than look.')}</p>
      <label class="field"><span>${t('Key')}</span>
        <input name="key" type="password" autocomplete="current-password" required autofocus aria-invalid=${this.error ? 'true' : 'false'} aria-describedby="login-error"></label>
      <p id="login-error" class="alarm" role="alert">${this.error ?? nothing}</p>
      <div class="row"><button class="primary" ?disabled=${this.busy}>${t('Log in')}</button>
        ${session.locked ? nothing : html`<a class="button" href="#/">${t('Cancel')}</a>`}</div>
      <p class="small quiet">${t('Whoever runs the gateway makes keys with the command "keys add".')}</p>
    </form></main>`;
  }

  async #submit(event) {
    event.preventDefault();
    this.busy = true;
    this.error = null;
    try {
      await session.enter(new FormData(event.target).get('key').trim());
      if (route.view === 'login') {
        location.hash = '#/';
      }

      house.start();
    } catch (error) {
      this.error = error.status === 401 ? t('This gateway does not know that key.') : error.message;
    }

    this.busy = false;
  }
}

customElements.define('ec-login', Login);
