// Which cards of a long list are made at all: those in sight and a few around them. 500 cases cost a change of 500 cards
// otherwise, of which nobody sees more than a dozen.

export interface Sight {
  /** Scrolled by, px. */
  top: number;
  /** Of what is seen, px. */
  height: number;
  /** From the top of one card to that of the next, px. */
  pitch: number;
}

/** As many are made whatever is in sight. */
export const FEW = 20;
/** Made above and below what is in sight: arrow keys and a turn of the wheel find them there. */
const AROUND = 3;
/** How far beyond them a card with the focus is kept. */
const KEPT_WITHIN = 60;

/** @param kept Index of a card that stays in any case; -1 = none. @returns First, and one beyond the last. */
export function inSight(count: number, { top, height, pitch }: Sight, kept = -1): { from: number; to: number } {
  if (count <= FEW) return { from: 0, to: count };
  let from = Math.min(Math.max(0, Math.floor(top / pitch) - AROUND), count - 1);
  let to = Math.min(count, Math.ceil((top + height) / pitch) + AROUND);
  if (kept >= 0 && kept < from && from - kept <= KEPT_WITHIN) from = kept;
  if (kept >= to && kept - to < KEPT_WITHIN) to = kept + 1;
  return { from, to: Math.max(to, from + 1) };
}
