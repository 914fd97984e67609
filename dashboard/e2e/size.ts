import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const KIB = 1024;

/** Most JavaScript that a face may need before it can be used, KiB, gzip. */
export const LIMITS: readonly [face: string, limit: number][] = [['WallFace', 110], ['SupervisorFace', 110], ['OfficerFace', 60], ['AnalystFace', 110]];

/** Files a module needs at once: its static imports, and theirs. */
function closure(file: string, into = new Set<string>()): Set<string> {
  if (into.has(file)) return into;
  into.add(file);
  const code = readFileSync(`${dist}assets/${file}`, 'utf8');
  for (const [, name] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) closure(name!, into);
  return into;
}

const chunk = (prefix: string): string => readdirSync(`${dist}assets`).find((f) => f.startsWith(`${prefix}-`) && f.endsWith('.js'))!;

/** KiB of JavaScript, gzip: the page, the face and one language. */
export function gzippedKib(face: string): number {
  const start = /src="\/assets\/([^"]+)"/.exec(readFileSync(`${dist}index.html`, 'utf8'))![1]!;
  const files = closure(chunk(face), closure(chunk('en'), closure(start)));
  return [...files].reduce((n, f) => n + gzipSync(readFileSync(`${dist}assets/${f}`)).length, 0) / KIB;
}
