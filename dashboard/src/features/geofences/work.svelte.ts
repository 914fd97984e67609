// The edit under way. It outlives the components: a change of language or a look at another board loses nothing.
import { call, segment } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import { began, differences, draftOf, featureOf, isSame, redo, settle, step, undo, type Draft, type Handle, type History } from './edit';
import type { FenceFeature } from './fences';
import { t } from './texts';

export interface Finding {
  /** Path in the feature, such as `properties.rules[0].knots`. */
  field: string;
  problem: string;
  value?: string;
  expected: string;
}

export interface Effect {
  name: string;
  insideBefore: number;
  insideAfter: number;
  entering: string[];
  leaving: string[];
  alarmsEnding: number;
}

export interface Check {
  taken: number;
  refused: number;
  findings: Finding[];
  added: string[];
  changed: string[];
  unchanged: number;
  removed: string[];
  effects: Effect[];
}

export interface Theirs {
  /** Null: it was removed. */
  draft: Draft | null;
  tag: string | null;
}

const GEOJSON = { 'content-type': 'application/geo+json' };
const address = (port: string, name: string): string => `/ports/${segment(port)}/geofences/${segment(name)}`;

export const tagged = (tag: string | null): Record<string, string> => (tag === null ? { 'if-none-match': '*' } : { 'if-match': tag });

/** One geofence as it is now, with its tag; null when there is none. */
export async function fetchFence(port: string, name: string): Promise<{ feature: FenceFeature; tag: string } | null> {
  try {
    const response = await call('GET', address(port, name));
    return { feature: (await response.json()) as FenceFeature, tag: response.headers.get('etag') ?? '' };
  } catch (problem) {
    if (problem instanceof ApiProblem && problem.status === 404) return null;
    throw problem;
  }
}

export async function check(port: string, geoJson: string, replace = false): Promise<Check> {
  const response = await call('POST', `/ports/${segment(port)}/geofences/check${replace ? '?replace=true' : ''}`, { headers: GEOJSON, body: geoJson });
  return (await response.json()) as Check;
}

export async function putFence(port: string, feature: FenceFeature, tag: string | null): Promise<void> {
  await call('PUT', address(port, feature.properties.name), { headers: { ...GEOJSON, ...tagged(tag) }, body: JSON.stringify(feature) });
}

export async function removeFence(port: string, name: string, tag: string): Promise<void> {
  await call('DELETE', address(port, name), { headers: tagged(tag) });
}

export class Work {
  history = $state.raw<History>(began({ name: '', kind: 'zone', shape: 'polygon', lines: [], radius: 0, width: 0, hysteresis: 0, rules: [] }));
  /** The vertex the keys move. */
  handle = $state.raw<Handle>({ line: 0, point: 0 });
  /** Clicks on the map add points to this line. */
  drawing = $state(false);
  findings = $state.raw<readonly Finding[]>([]);
  /** What saving would do, waiting for a yes. */
  effect = $state.raw<Check | null>(null);
  theirs = $state.raw<Theirs | null>(null);
  busy = $state(false);
  base = $state.raw<Draft | null>(null);
  /** The old name of a renamed geofence that is still there, because somebody changed it meanwhile. */
  leftBehind: string | null = null;
  #tag: string | null;

  /**
   * @param tag Of the geofence as it was opened; null for a new one.
   */
  constructor(readonly port: string, readonly meridian: number, draft: Draft, tag: string | null) {
    this.history = began(draft);
    this.#tag = tag;
    this.base = tag === null ? null : draft;
    this.drawing = tag === null;
  }

  get draft(): Draft {
    return this.history.now;
  }

  /** The name it has at the hub; null for a new one. */
  get savedName(): string | null {
    return this.base?.name ?? null;
  }

  get isDirty(): boolean {
    return this.base === null ? this.history.past.length > 0 : !isSame(this.base, this.draft);
  }

  change(next: Draft, about: string | null = null): void {
    this.history = step(this.history, next, about);
    this.effect = null;
    this.#keepHandle();
  }

  settle(): void {
    this.history = settle(this.history);
  }

  undo(): void {
    this.history = undo(this.history) ?? this.history;
    this.effect = null;
    this.#keepHandle();
  }

  redo(): void {
    this.history = redo(this.history) ?? this.history;
    this.effect = null;
    this.#keepHandle();
  }

  /** What is wrong with a field, in the hub's words. */
  finding(field: string): Finding | undefined {
    return this.findings.find((f) => f.field === field || (f.field.startsWith(field) && /^[.[]/.test(f.field.slice(field.length))));
  }

  /** Asks what saving would do. */
  async look(): Promise<void> {
    await this.#during(async () => {
      const answer = await check(this.port, JSON.stringify(featureOf(this.draft)));
      this.findings = answer.findings;
      this.effect = answer.refused === 0 ? answer : null;
    });
  }

  /** True when the hub has it. */
  async save(): Promise<boolean> {
    return this.#during(async () => {
      const feature = featureOf(this.draft);
      const old = this.savedName;
      const isRenamed = old !== null && old !== feature.properties.name;
      try {
        // The new name first: what is watched is never without its zone.
        await putFence(this.port, feature, isRenamed ? null : this.#tag);
      } catch (problem) {
        if (!(problem instanceof ApiProblem)) throw problem;
        this.effect = null;
        if (problem.status === 412 && (isRenamed || this.#tag === null)) this.findings = [{ field: 'properties.name', problem: t.name_taken(), expected: t.name_other() }];
        else if (problem.status === 412) await this.compare(feature.properties.name);
        else if (problem.status === 422) this.findings = problem.findings ?? [{ field: problem.field ?? '', problem: problem.detail, expected: problem.expected ?? '' }];
        else throw problem;
        return false;
      }
      this.leftBehind = isRenamed && !(await removeFence(this.port, old, this.#tag!).then(() => true, () => false)) ? old : null;
      return true;
    });
  }

  /** Looks at what somebody else made of it. */
  async compare(name: string): Promise<void> {
    const now = await fetchFence(this.port, name);
    const draft = now && draftOf(now.feature, this.meridian);
    if (draft && this.base && differences(this.base, draft).length === 0 && this.base.name === draft.name) return;
    this.theirs = { draft, tag: now?.tag ?? null };
  }

  takeTheirs(): void {
    const { theirs } = this;
    if (!theirs?.draft) return;
    this.#tag = theirs.tag;
    this.base = theirs.draft;
    this.theirs = null;
    this.change(theirs.draft);
  }

  /** The next save goes over theirs, knowingly. */
  keepMine(): void {
    const { theirs } = this;
    if (!theirs) return;
    this.#tag = theirs.tag;
    this.base = theirs.draft;
    this.theirs = null;
  }

  async #during<T>(run: () => Promise<T>): Promise<T> {
    this.busy = true;
    this.findings = [];
    try {
      return await run();
    } finally {
      this.busy = false;
    }
  }

  #keepHandle(): void {
    const line = Math.min(this.handle.line, this.draft.lines.length - 1);
    this.handle = { line, point: Math.max(0, Math.min(this.handle.point, (this.draft.lines[line]?.points.length ?? 0) - 1)) };
  }
}

class Desk {
  /** Null while nothing is edited. */
  work = $state.raw<Work | null>(null);
}

export const desk = new Desk();
