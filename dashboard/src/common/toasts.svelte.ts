import type { ApiProblem } from '../api/problem';
import { m } from './messages';

export interface Toast {
  id: number;
  kind: 'done' | 'refused';
  title: string;
  text: string;
  action?: { text: string; run: () => void };
}

/** A refusal stays until it is closed; good news leaves by itself. */
const DONE_MS = 5_000;

class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #next = 1;

  done(title: string, text = '', action?: Toast['action'], ms = DONE_MS): void {
    const id = this.#add({ kind: 'done', title, text, ...(action ? { action } : {}) });
    setTimeout(() => this.close(id), ms);
  }

  refused(title: string, problem: ApiProblem | null): void {
    const text = problem === null ? m.failed() : problem.status === 0 ? m.server_unreachable() : problem.detail || problem.name;
    this.#add({ kind: 'refused', title, text });
  }

  close(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { id, ...toast }];
    return id;
  }
}

export const toasts = new Toasts();
