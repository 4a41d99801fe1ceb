// Of many small files one may not come, on a bad network or from a busy gateway, and then no script runs at all: the page is loaded again, a few times.
// This file is no module, so that it runs without the others.
(() => {
  const kept = 'econet.loads';
  const most = 3;

  /** Long enough for a slow network, and for words that don't come: without them the page speaks English after 15 s. */
  const patience = 20_000;

  /** A gateway that is starting, or a network that comes back, is there by then. */
  const pause = 2_000;

  const isEmpty = () => !document.querySelector('ec-app')?.childElementCount;

  function look() {
    const loads = Number(sessionStorage.getItem(kept)) + 1;
    if (!isEmpty()) {
      sessionStorage.removeItem(kept);
    } else if (loads <= most) {
      sessionStorage.setItem(kept, loads);
      location.reload();
    }
  }

  setTimeout(look, patience);
  document.querySelector('script[type=module]').addEventListener('error', () => setTimeout(look, pause));
})();
