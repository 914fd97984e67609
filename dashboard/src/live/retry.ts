/** First retry is at once (a reset socket), later ones back off to this, ms. A port's network is small: 5 s is polite enough. */
const LONGEST_MS = 5_000;
const FIRST_MS = 100;

/**
 * Milliseconds to wait before attempt `attempt` (0 = first after a loss): doubling, with half of it left to chance, so that
 * a hundred boards do not come back in the same instant. Never gives up.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return full / 2 + (full / 2) * random();
}
