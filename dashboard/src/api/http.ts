import type { CommandResult } from '../contracts';
import { ApiProblem, problemOf, refusalProblem } from './problem';
import { session } from './session.svelte';
import { uuid7 } from './uuid';

const TIMEOUT_MS = 10_000;

/** One call under /api/v1 with the bearer token. Throws {@link ApiProblem} for anything but a 2xx. */
export async function call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
  const token = session.token;
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      ...init,
      method,
      headers: { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${token}` },
      signal: init.signal ?? AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    throw new ApiProblem(0, 'Unreachable', cause instanceof Error ? cause.message : '');
  }
  // Another token may have come in the meantime; only the one that was refused is lost.
  if (response.status === 401 && token === session.token) session.lost();
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await call('GET', path, signal ? { signal } : {});
  return (await response.json()) as T;
}

/** Asks something that needs a body. */
export async function ask<T>(path: string, body: Record<string, unknown>, signal?: AbortSignal): Promise<T> {
  const response = await call('POST', path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), ...(signal ? { signal } : {}) });
  return (await response.json()) as T;
}

/** Sends a command; its id makes a repeat harmless. Refusals are thrown as {@link ApiProblem} with their name. */
export async function command(path: string, body: Record<string, unknown>, commandId: string = uuid7(), method: 'POST' | 'PUT' = 'POST'): Promise<CommandResult> {
  const response = await call(method, path, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...body, commandId }),
  });
  const result = response.status === 204 ? { version: 0 } : ((await response.json()) as CommandResult);
  if (result.refusal) throw refusalProblem(result.refusal);
  return result;
}

/** An id as one path segment. */
export const segment = encodeURIComponent;
