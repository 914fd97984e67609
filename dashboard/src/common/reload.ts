// Loading the page again so that it is the server's newest one, not the one the service worker kept.

/** A new worker is in charge within this, or the reload goes ahead without it. */
const TAKES_OVER_MS = 5_000;
/** A display nobody sits at: time for somebody who does to finish. */
const UNATTENDED_AFTER_MS = 30_000;

export async function loadAgain(): Promise<void> {
  const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : null;
  const known = await workers?.getRegistration();
  if (workers && known) {
    const inCharge = new Promise((done) => workers.addEventListener('controllerchange', done, { once: true }));
    await known.update().catch(() => undefined);
    if (known.installing ?? known.waiting) await Promise.race([inCharge, new Promise((done) => setTimeout(done, TAKES_OVER_MS))]);
  }
  location.reload();
}

/** @returns takes it back. */
export function loadAgainUnattended(): () => void {
  const timer = setTimeout(() => void loadAgain(), UNATTENDED_AFTER_MS);
  return () => clearTimeout(timer);
}
