import type { Role } from '../contracts';

export type Face = 'wall' | 'supervisor' | 'officer' | 'analyst';

/** Which faces a role opens, the landing face first. */
const FACES: Partial<Record<Role, readonly Face[]>> = {
  commander: ['wall'],
  supervisor: ['supervisor', 'wall'],
  officer: ['officer'],
  analyst: ['analyst', 'wall'],
  auditor: ['wall'],
};

/** Whose landing face it is when one person has several roles: work before watching. */
const ORDER: readonly Role[] = ['commander', 'supervisor', 'officer', 'analyst', 'auditor'];

export function facesOf(roles: readonly Role[]): Face[] {
  const faces = ORDER.filter((r) => roles.includes(r)).flatMap((r) => FACES[r] ?? []);
  return [...new Set(faces)];
}

/** The face a path asks for, if the roles open it; else the landing face; null when the roles open none. */
export function faceAt(path: string, roles: readonly Role[]): Face | null {
  const allowed = facesOf(roles);
  const asked = path.replace(/^\/+|\/+$/g, '') as Face;
  return allowed.includes(asked) ? asked : (allowed[0] ?? null);
}
