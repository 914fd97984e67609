import { command, get, segment } from '../../api/http';
import type { AlarmCatalogueRow, AlarmSuppression, AlarmSuppressionView } from '../../contracts';

/** They come and go with time too. */
const EVERY_MS = 10_000;

/** The port's suppressions by design while somebody looks at them. */
export class Suppressions {
  list = $state.raw<readonly AlarmSuppressionView[] | null>(null);
  /** True after a fetch that failed: what is shown may be old. */
  failed = $state(false);

  constructor(readonly port: string) {}

  /** Asks until the returned function is called. */
  follow(): () => void {
    void this.load();
    const timer = setInterval(() => void this.load(), EVERY_MS);
    return () => clearInterval(timer);
  }

  async load(): Promise<void> {
    try {
      this.list = await get<AlarmSuppressionView[]>(this.#path('suppressions'));
      this.failed = false;
    } catch {
      this.failed = true;
    }
  }

  /** Sets one; of the same name it replaces. Throws what the hub refuses. */
  async put(suppression: AlarmSuppression): Promise<void> {
    await command(this.#path('suppressions'), { suppression });
    await this.load();
  }

  async end(name: string): Promise<void> {
    await command(this.#path('suppressions/remove'), { name });
    await this.load();
  }

  /** What can be chosen from: every alarm there is, and the port's zones. */
  async choices(): Promise<{ catalogue: AlarmCatalogueRow[]; zones: string[] }> {
    const [catalogue, fences] = await Promise.all([
      get<AlarmCatalogueRow[]>(this.#path('catalogue')),
      get<{ features: { properties: { name: string } }[] }>(`/ports/${segment(this.port)}/geofences`),
    ]);
    return { catalogue, zones: fences.features.map((f) => f.properties.name).sort((a, b) => a.localeCompare(b)) };
  }

  #path(rest: string): string {
    return `/ports/${segment(this.port)}/alarms/${rest}`;
  }
}
