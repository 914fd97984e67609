/** First retry is at once (a reset socket), later ones back off, ms. */
const FIRST_MS = 100;
/** While a loss is young somebody looks at the banner: a mended cable is noticed within a second. */
const YOUNG_MS = 800;
/** About 36 s of attempts: most outages are over by then, and a hundred boards ask less than 200 times a second. */
const YOUNG_ATTEMPTS = 60;
/** Later on, ms. A port's network is small: 5 s is polite enough. */
const LONGEST_MS = 5_000;

/**
 * Milliseconds to wait before attempt `attempt` (0 = first after a loss): doubling, with half of it left to chance, so that
 * a hundred boards do not come back in the same instant. Never gives up.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const old = Math.max(0, attempt - YOUNG_ATTEMPTS);
  const young = Math.min(YOUNG_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  const full = Math.min(LONGEST_MS, young * 2 ** Math.min(old, 10));
  return full / 2 + (full / 2) * random();
}
