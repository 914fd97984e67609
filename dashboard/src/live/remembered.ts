// The last board, kept in the browser: shown at the next start, watermarked with its age, until the live one is there.
import { openDB, type IDBPDatabase } from 'idb';
import type { PortSnapshot } from '../contracts';

interface Remembered {
  snapshot: PortSnapshot;
  /** Unix ms of this machine. */
  savedAt: number;
}

/** Older than this it misleads more than it helps, ms. */
const USEFUL_MS = 12 * 3_600_000;
const STORE = 'boards';
let database: Promise<IDBPDatabase> | null = null;

const open = (): Promise<IDBPDatabase> =>
  (database ??= openDB('opshub-board', 1, { upgrade: (db) => void db.createObjectStore(STORE) }));

export async function lastKnown(port: string): Promise<Remembered | null> {
  try {
    const known = (await (await open()).get(STORE, port)) as Remembered | undefined;
    return known && Date.now() - known.savedAt < USEFUL_MS ? known : null;
  } catch {
    // A private window without storage: no last board, nothing else is lost.
    return null;
  }
}

export async function remember(port: string, snapshot: PortSnapshot): Promise<void> {
  try {
    await (await open()).put(STORE, { snapshot: { ...snapshot, tracks: snapshot.tracks.slice(0, 2_000) }, savedAt: Date.now() } satisfies Remembered, port);
  } catch {
    // Full or forbidden storage costs the next start a skeleton instead of the last board.
  }
}

/** The port plan, so that the last board has its map too. */
export async function lastPlan(port: string): Promise<unknown> {
  try {
    return await (await open()).get(STORE, `plan/${port}`);
  } catch {
    return undefined;
  }
}

export async function rememberPlan(port: string, plan: unknown): Promise<void> {
  try {
    await (await open()).put(STORE, plan, `plan/${port}`);
  } catch {
    // As with the board: only the next start is poorer.
  }
}

/** Who signs out takes the last board away. */
export async function forget(): Promise<void> {
  try {
    await (await open()).clear(STORE);
  } catch {
    // Nothing was kept.
  }
}
