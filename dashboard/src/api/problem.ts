import type { Refusal } from '../contracts';

/** An answer that is not the one asked for: RFC 9457, or no answer at all (status 0). */
export class ApiProblem extends Error {
  constructor(
    /** HTTP status; 0 = the server was not reached. */
    readonly status: number,
    /** The refusal's name, the last part of the problem's `type`. */
    override readonly name: string,
    readonly detail: string,
    readonly field?: string,
    readonly expected?: string,
    /** The view as it is now, with a version conflict. */
    readonly current?: unknown,
    /** Everything that is wrong, where it is more than one thing. */
    readonly findings?: readonly { field: string; problem: string; value?: string; expected: string }[],
  ) {
    super(detail);
  }

  /** True when sending the same again later may work: nobody decided anything. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export function refusalProblem(refusal: Refusal): ApiProblem {
  return new ApiProblem(409, refusal.name, refusal.detail, refusal.field, refusal.expected);
}

export async function problemOf(response: Response): Promise<ApiProblem> {
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // Not JSON: a proxy's page, say. The status has to do.
  }
  const text = (key: string): string | undefined => (typeof body[key] === 'string' ? (body[key] as string) : undefined);
  const type = text('type') ?? '';
  const name = text('name') ?? type.slice(Math.max(type.lastIndexOf('/'), type.lastIndexOf(':'), type.lastIndexOf('#')) + 1);
  return new ApiProblem(
    response.status, name || String(response.status), text('detail') ?? text('title') ?? response.statusText, text('field'), text('expected'), body['current'],
    Array.isArray(body['findings']) ? (body['findings'] as ApiProblem['findings']) : undefined,
  );
}
