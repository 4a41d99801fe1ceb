import { t } from './words.js';
import { Source } from './source.js';

/** Told when a request was refused for want of a key. */
export const refused = new Source();

/** What the gateway answered instead of what was asked for; its message is for people. */
export class ApiError extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
    /** Why, for programs: a code of the gateway's that does not change with its words. */
    this.code = body?.code ?? null;
    this.retry_at = body?.retry_at ?? null;
  }
}

/** Relative to the page, which may be served below a prefix. */
const address = path => new URL(path, document.baseURI);

function unanswered(error) {
  throw error.name === 'AbortError' ? error : new ApiError(0, t('The gateway does not answer.'));
}

async function ask(path, options) {
  const answer = await fetch(address(path), { credentials: 'same-origin', ...options }).catch(unanswered);
  if (answer.ok) {
    return answer;
  }

  throw failure(answer.status, await answer.json().catch(() => null));
}

function failure(status, body) {
  if (status === 401) {
    refused.tell(body);
  }

  return new ApiError(status, body?.error ?? t('The gateway answered with status {status}.', { status }), body);
}

const read = async answer => answer.status === 204 ? null : answer.json().catch(unanswered);

/** A gateway that has not answered by then does not: whoever asked may ask again. */
const patience = 20_000;

export const get = async (path, { signal, ...options } = {}) => {
  const over = AbortSignal.timeout(patience);
  return read(await ask(path, { signal: signal ? AbortSignal.any([signal, over]) : over, ...options }));
};

/** An answer whose body comes bit by bit. */
export const open = (path, signal) => ask(path, { signal, headers: { Accept: 'text/event-stream' } });

export const post = async (path, body, headers) => read(await ask(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body),
}));

/** Sends a file, and tells what share of it has gone; to abort it is no failure, and answers null. */
export const send = (path, file, type, { told, signal }) => new Promise((resolve, reject) => {
  // fetch does not tell how far a body is.
  const request = new XMLHttpRequest();
  request.open('POST', address(path));
  request.setRequestHeader('Content-Type', type);
  request.responseType = 'json';
  request.upload.onprogress = event => told(event.loaded / event.total);
  request.onload = () => request.status < 400 ? resolve(request.response) : reject(failure(request.status, request.response));
  request.onerror = () => reject(new ApiError(0, t('The gateway does not answer.')));
  request.onabort = () => resolve(null);
  signal.addEventListener('abort', () => request.abort());
  request.send(file);
});

export const remove = async path => read(await ask(path, { method: 'DELETE' }));

/** The path of a device's endpoint. */
export const of = (device, path) => `api/devices/${encodeURIComponent(device)}/${path}`;
