// How the port's selectivity does, fetched again while somebody looks at it, and what analysts do to it.
import { command, get, segment } from '../../api/http';
import { ApiProblem } from '../../api/problem';
import { m } from '../../common/messages';
import type { CommandResult, ConditionField, ProfileDefinition, SelectivityStanding } from '../../contracts';

/** The server counts the log every 10 s. */
const REFRESH_MS = 5_000;

export const say = (problem: unknown): string =>
  problem instanceof ApiProblem ? (problem.status === 0 ? m.server_unreachable() : problem.detail) : m.failed();

export class Profiles {
  standing = $state.raw<SelectivityStanding | null>(null);
  /** Why the newest figures could not be had; empty = they could. */
  problem = $state('');
  fields = $state.raw<readonly ConditionField[]>([]);
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(readonly port: string) {}

  start(): void {
    void this.refresh();
    get<ConditionField[]>(`/ports/${segment(this.port)}/conditions/fields`).then((fields) => (this.fields = fields), () => undefined);
    this.#timer = setInterval(() => void (document.hidden || this.refresh()), REFRESH_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  refresh = async (): Promise<void> => {
    try {
      this.standing = await get<SelectivityStanding>(`/ports/${segment(this.port)}/selectivity`);
      this.problem = '';
    } catch (failure) {
      this.problem = say(failure);
    }
  };

  async publish(definition: ProfileDefinition): Promise<CommandResult> {
    const result = await command(this.#address(definition.profile), { definition }, undefined, 'PUT');
    await this.refresh();
    return result;
  }

  async retire(profile: string, reason: string): Promise<void> {
    await command(`${this.#address(profile)}/retire`, { reason });
    await this.refresh();
  }

  #address(profile: string): string {
    const [port = '', name = ''] = profile.split('/');
    return `/profiles/${segment(port)}/${segment(name)}`;
  }
}
