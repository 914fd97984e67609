// One run of a condition over the port's past: begun, followed, stopped.
import { ask, call, get, segment } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import type { ProfileTrialView } from '../../contracts';
import { say } from './store.svelte';
import { t } from './texts';

const FOLLOW_MS = 400;

export class Trial {
  view = $state.raw<ProfileTrialView | null>(null);
  problem = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  #run = 0;

  constructor(readonly port: string) {}

  get isRunning(): boolean {
    return this.view?.status === 'waiting' || this.view?.status === 'running';
  }

  async start(when: string): Promise<void> {
    this.forget();
    const run = this.#run;
    try {
      const view = await ask<ProfileTrialView>(this.#address(), { when });
      if (run !== this.#run) return;
      this.view = view;
      this.#follow(run);
    } catch (failure) {
      if (run === this.#run) this.problem = say(failure);
    }
  }

  async stop(): Promise<void> {
    const id = this.view?.id;
    if (!id) return;
    try {
      this.view = (await (await call('DELETE', this.#address(id))).json()) as ProfileTrialView;
    } catch (failure) {
      this.problem = say(failure);
    }
  }

  /** Nothing more is asked about; what was shown goes. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#run++;
    this.view = null;
    this.problem = '';
  }

  #address(id?: string): string {
    return `/ports/${segment(this.port)}/profile-trials${id ? `/${id}` : ''}`;
  }

  #follow(run: number): void {
    if (!this.isRunning) return;
    this.#timer = setTimeout(() => void this.#ask(run), FOLLOW_MS);
  }

  async #ask(run: number): Promise<void> {
    try {
      const view = await get<ProfileTrialView>(this.#address(this.view!.id));
      if (run !== this.#run) return;
      this.view = view;
      this.problem = '';
    } catch (failure) {
      if (run !== this.#run) return;
      if (failure instanceof ApiProblem && failure.status === 404) {
        this.view = null;
        this.problem = t.run_gone();
        return;
      }

      // The line is down: asked again, the run goes on without us.
      this.problem = say(failure);
    }

    this.#follow(run);
  }
}
