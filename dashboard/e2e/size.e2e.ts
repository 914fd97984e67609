import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const KIB = 1024;

/** Files a module needs at once: its static imports, and theirs. */
function closure(file: string, into = new Set<string>()): Set<string> {
  if (into.has(file)) return into;
  into.add(file);
  const code = readFileSync(`${dist}assets/${file}`, 'utf8');
  for (const [, name] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) closure(name!, into);
  return into;
}

const chunk = (prefix: string): string => readdirSync(`${dist}assets`).find((f) => f.startsWith(`${prefix}-`) && f.endsWith('.js'))!;

function gzipped(face: string): number {
  const start = /src="\/assets\/([^"]+)"/.exec(readFileSync(`${dist}index.html`, 'utf8'))![1]!;
  const files = closure(chunk(face), closure(chunk('en'), closure(start)));
  return [...files].reduce((n, f) => n + gzipSync(readFileSync(`${dist}assets/${f}`)).length, 0);
}

test.each([['WallFace', 110], ['SupervisorFace', 110], ['OfficerFace', 60]])('Size_Of%s_IsAtMost%iKiB', (face, limit) => {
  const size = gzipped(face) / KIB;
  console.log(`${face}: ${size.toFixed(1)} KiB of JavaScript, gzip`);
  expect(size).toBeLessThanOrEqual(limit);
});
