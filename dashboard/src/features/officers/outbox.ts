// What an officer decided and the server has not heard yet. Kept in IndexedDB, so it outlives a dead battery; sent in the
// order of deciding; a refusal stays until the officer has seen it.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export type CommandKind = 'accept' | 'decline' | 'start' | 'finish' | 'shiftStart' | 'shiftEnd' | 'breakStart' | 'breakEnd' | 'duress';

export interface UnsentCommand {
  /** UUIDv7: the command's id, and its place in the order. */
  id: string;
  user: string;
  kind: CommandKind;
  /** Under /api/v1. */
  path: string;
  body: Record<string, unknown>;
  inspection?: string;
  /** SHA-256 of photos that go first. */
  evidence: string[];
  /** Unix ms of this phone. */
  at: number;
  refusal?: { name: string; detail: string };
}

export interface Photo {
  sha256: string;
  user: string;
  inspection: string;
  bytes: ArrayBuffer;
  type: string;
  /** Unix ms of this phone. */
  takenAt: number;
  latitudeDegrees?: number;
  longitudeDegrees?: number;
  uploaded: boolean;
}

export interface Draft {
  inspection: string;
  ticked: string[];
  findings: string;
  outcome: string;
  sealIn: string;
  sealOut: string;
}

interface Schema extends DBSchema {
  commands: { key: string; value: UnsentCommand };
  photos: { key: string; value: Photo; indexes: { inspection: string } };
  drafts: { key: string; value: Draft };
  /** The officer's own view and cases as last heard, by user. */
  known: { key: string; value: unknown };
}

export class Outbox {
  #database: Promise<IDBPDatabase<Schema>> | null = null;

  constructor(readonly name = 'opshub-officer') {}

  async #open(): Promise<IDBPDatabase<Schema>> {
    return (this.#database ??= openDB<Schema>(this.name, 1, {
      upgrade(db) {
        db.createObjectStore('commands', { keyPath: 'id' });
        db.createObjectStore('photos', { keyPath: 'sha256' }).createIndex('inspection', 'inspection');
        db.createObjectStore('drafts', { keyPath: 'inspection' });
        db.createObjectStore('known');
      },
    }));
  }

  /** Everything of a user, in the order it was decided; a call for help before all else. */
  async commands(user: string): Promise<UnsentCommand[]> {
    const all = (await (await this.#open()).getAll('commands')).filter((c) => c.user === user);
    return all.sort((a, b) => Number(b.kind === 'duress') - Number(a.kind === 'duress') || (a.id < b.id ? -1 : 1));
  }

  async add(command: UnsentCommand): Promise<void> {
    await (await this.#open()).add('commands', command);
  }

  async remove(id: string): Promise<void> {
    await (await this.#open()).delete('commands', id);
  }

  async refuse(id: string, refusal: { name: string; detail: string }): Promise<void> {
    const db = await this.#open();
    const command = await db.get('commands', id);
    if (command) await db.put('commands', { ...command, refusal });
  }

  async photos(inspection: string): Promise<Photo[]> {
    const found = await (await this.#open()).getAllFromIndex('photos', 'inspection', inspection);
    return found.sort((a, b) => a.takenAt - b.takenAt);
  }

  async photo(sha256: string): Promise<Photo | undefined> {
    return (await this.#open()).get('photos', sha256);
  }

  async keepPhoto(photo: Photo): Promise<void> {
    await (await this.#open()).put('photos', photo);
  }

  async removePhoto(sha256: string): Promise<void> {
    await (await this.#open()).delete('photos', sha256);
  }

  async draft(inspection: string): Promise<Draft | undefined> {
    return (await this.#open()).get('drafts', inspection);
  }

  async keepDraft(draft: Draft): Promise<void> {
    await (await this.#open()).put('drafts', draft);
  }

  /** The finish was taken: draft and photos have done their work. */
  async forgetCase(inspection: string): Promise<void> {
    const db = await this.#open();
    await db.delete('drafts', inspection);
    for (const photo of await this.photos(inspection)) await db.delete('photos', photo.sha256);
  }

  async known<T>(user: string): Promise<T | undefined> {
    return (await (await this.#open()).get('known', user)) as T | undefined;
  }

  async keepKnown(user: string, value: unknown): Promise<void> {
    await (await this.#open()).put('known', value, user);
  }
}
