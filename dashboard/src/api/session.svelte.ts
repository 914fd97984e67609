import type { Role, SessionAnswer } from '../contracts';
import { ApiProblem, problemOf } from './problem';

const KEY = 'opshub.session';

/** Kept over a reload: a wall board must come back by itself, and an officer's phone without a network too. */
function stored(): SessionAnswer | null {
  try {
    const session = JSON.parse(localStorage.getItem(KEY) ?? 'null') as SessionAnswer | null;
    return session && Date.parse(session.expiresAt) > Date.now() ? session : null;
  } catch {
    return null;
  }
}

class Session {
  #current = $state.raw<SessionAnswer | null>(stored());
  /** Set when the server no longer takes the token, so that the sign-in page can say so. */
  expired = $state(false);

  get current(): SessionAnswer | null {
    return this.#current;
  }

  get token(): string {
    return this.#current?.accessToken ?? '';
  }

  has(...roles: Role[]): boolean {
    return this.#current?.roles.some((r) => roles.includes(r)) ?? false;
  }

  async signIn(user: string, password: string): Promise<void> {
    let response: Response;
    try {
      response = await fetch('/api/v1/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user, password }),
      });
    } catch {
      throw new ApiProblem(0, 'Unreachable', '');
    }
    if (!response.ok) throw await problemOf(response);
    this.#current = (await response.json()) as SessionAnswer;
    this.expired = false;
    localStorage.setItem(KEY, JSON.stringify(this.#current));
  }

  async signOut(): Promise<void> {
    const token = this.token;
    this.#drop();
    await fetch('/api/v1/session', { method: 'DELETE', headers: { authorization: `Bearer ${token}` } }).catch(() => undefined);
  }

  /** The server said 401. */
  lost(): void {
    if (!this.#current) return;
    this.#drop();
    this.expired = true;
  }

  #drop(): void {
    this.#current = null;
    localStorage.removeItem(KEY);
  }
}

export const session = new Session();
