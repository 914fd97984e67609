// Moving a case: ask for the effect, show it, send it with the version it was based on, take it back within ten seconds.
import { command, get, segment } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import { toasts } from '../../common/toasts.svelte';
import type { InspectionView, MoveEffect } from '../../contracts';
import type { Live } from '../../live/live.svelte';
import { m } from '../../common/messages';
import { shipmentOf, shortId } from '../inspections/flow';

const UNDO_MS = 10_000;
/** How long a card says why it came back, ms. */
const NOTE_MS = 15_000;

export interface Proposal {
  /** As it was when the supervisor decided: its version goes with the move. */
  inspection: InspectionView;
  /** Null = back to the queue. */
  to: string | null;
  effect: MoveEffect | null;
  problem: string;
}

export class Moves {
  proposal = $state.raw<Proposal | null>(null);
  /** Shown in its new column before the server's word. */
  pending = $state.raw<ReadonlyMap<string, string | null>>(new Map());
  /** Why a card is back where it was, by inspection. */
  notes = $state.raw<ReadonlyMap<string, string>>(new Map());

  constructor(readonly live: Live) {}

  async preview(inspection: string, to: string | null, signal?: AbortSignal): Promise<MoveEffect> {
    const target = to === null ? '' : `&to=${encodeURIComponent(to)}`;
    return get<MoveEffect>(`/ports/${segment(this.live.port)}/moves/preview?inspection=${encodeURIComponent(inspection)}${target}`, signal);
  }

  /** Opens the confirmation with the effect; nothing is sent yet. */
  async propose(inspection: InspectionView, to: string | null): Promise<void> {
    if ((inspection.officer ?? null) === to) return;
    const proposal: Proposal = { inspection, to, effect: null, problem: '' };
    this.proposal = proposal;
    try {
      const effect = await this.preview(inspection.id, to);
      if (this.proposal === proposal) this.proposal = { ...proposal, effect };
    } catch (problem) {
      const text = problem instanceof ApiProblem ? (problem.status === 0 ? m.server_unreachable() : problem.detail) : m.failed();
      if (this.proposal === proposal) this.proposal = { ...proposal, problem: text };
    }
  }

  cancel(): void {
    this.proposal = null;
  }

  async confirm(reason: string): Promise<void> {
    const proposal = this.proposal;
    if (!proposal) return;
    this.proposal = null;
    const { inspection, to } = proposal;
    const from = inspection.officer ?? null;
    if (await this.#send(inspection.id, to, inspection.version, reason)) {
      toasts.done(m.moved({ id: shortId(shipmentOf(inspection.id)), to: this.#name(to) }), '', { text: m.undo(), run: () => void this.#undo(inspection.id, from) }, UNDO_MS);
    }
  }

  async #undo(inspection: string, from: string | null): Promise<void> {
    const now = this.live.board?.inspections.get(inspection);
    if (now) await this.#send(inspection, from, now.version, m.undo());
  }

  async #send(inspection: string, to: string | null, basedOnVersion: number, reason: string): Promise<boolean> {
    this.pending = new Map(this.pending).set(inspection, to);
    try {
      await command(`/ports/${segment(this.live.port)}/moves`, {
        inspection, basedOnVersion, ...(to === null ? {} : { to }), ...(reason ? { reason } : {}),
      });
      return true;
    } catch (problem) {
      this.#cameBack(inspection, problem instanceof ApiProblem ? problem : null);
      return false;
    } finally {
      const rest = new Map(this.pending);
      rest.delete(inspection);
      this.pending = rest;
    }
  }

  #cameBack(inspection: string, problem: ApiProblem | null): void {
    const text = problem === null ? m.failed() : problem.status === 0 ? m.server_unreachable() : problem.detail;
    this.notes = new Map(this.notes).set(inspection, text);
    toasts.refused(m.not_moved({ id: shortId(shipmentOf(inspection)) }), problem);
    setTimeout(() => {
      const rest = new Map(this.notes);
      rest.delete(inspection);
      this.notes = rest;
    }, NOTE_MS);
  }

  #name(officer: string | null): string {
    return officer === null ? m.unassigned() : (this.live.board?.officers.get(officer)?.profile.name ?? officer);
  }
}
