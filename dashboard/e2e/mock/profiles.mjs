// Profiles, conditions and trials as the server has them, as far as the analysts' face uses them. Understands `field op value`.
import { randomUUID } from 'node:crypto';

const DAY_MS = 86_400_000;
const iso = (days) => new Date(Date.now() + days * DAY_MS).toISOString();
const date = (days) => iso(days).slice(0, 10);
const FIELDS = [
  ['countryOfOrigin', 'text', false, 'ISO 3166 alpha-2'], ['hs2', 'text', true, "first 2 digits of the line's HS code"], ['importerId', 'text', false, 'who imports'],
  ['itemValue', 'number', true, "of the line, in the declaration's currency"], ['price', 'number', false, 'of the whole declaration, in its currency'], ['pricePerKilogram', 'number', false, 'price / netMassKilograms'],
].map(([name, kind, ofItems, meaning]) => ({ name, kind, ofItems, meaning }));

function check(when = '') {
  if (when.trim() === '') return { isUnderstood: false, finding: { field: 'when', problem: 'is missing or too long', expected: 'a condition of 1 to 16000 characters' } };
  const word = /^\s*(?:not\s+)?(\w+)/.exec(when)?.[1] ?? '';
  if (FIELDS.some((f) => f.name.toLowerCase() === word.toLowerCase())) return { isUnderstood: true };
  return { isUnderstood: false, finding: { field: 'when', problem: `is not understood at character 1: there is no field ${word}`, value: when, expected: 'importerId?' } };
}

const standing = (name, title, when, lane, hits, confirmed, falseAlerts, more = {}) => {
  const n = confirmed + falseAlerts;
  const half = n === 0 ? 0.5 : 1 / Math.sqrt(n + 4);
  const rate = n === 0 ? 0.5 : confirmed / n;
  return {
    profile: {
      definition: { profile: `EETLL/${name}`, version: 2, title, when, weight: 25, lane, supplementMinutes: 5, author: 'analyst', validFrom: iso(-90), validUntil: iso(more.left ?? 120) },
      retired: more.retired ?? false, hits, confirmed, falseAlerts, hitRateLow: Math.max(0, rate - half), hitRateHigh: Math.min(1, rate + half),
      days: Array.from({ length: 30 }, (_, i) => ({ date: date(i - 29), hits: Math.round((hits / 30) * (1 + Math.sin(i * 1.7))), confirmed: 0, falseAlerts: 0 })),
    },
    ...(confirmed > 0 ? { lift: rate / 0.042, liftLow: rate / 0.07, liftHigh: rate / 0.025 } : {}),
    review: more.review ?? [],
  };
};

const initial = () => ({
  trials: new Map(),
  rows: [
    standing('undervalued-electronics', 'Undervalued electronics', "hs2 = '85' and pricePerKilogram < 4", 'red', 312, 41, 54),
    standing('new-importers', 'Importers never seen before', "importerId startsWith 'NEW'", 'yellow', 188, 9, 61),
    standing('textile-origin', 'Textiles with doubtful origin', "hs2 in ('61', '62') and countryOfOrigin != countryOfDeparture", 'yellow', 240, 2, 88, { review: ['belowRandom'] }),
    standing('high-value', 'High value', 'price > 250000', 'green', 97, 4, 20, { left: 6, review: ['expiresSoon'] }),
    standing('old-tobacco', 'Tobacco of last year', "hs2 = '24'", 'red', 12, 1, 3, { retired: true }),
  ],
});

export function profiles(world, method, path, body, session, refuse) {
  const state = (world.risk ??= initial());
  const mine = /^\/(ports\/EETLL\/(selectivity|conditions|profile-trials)|profiles\/EETLL)/.test(path);
  if (!mine) return undefined;
  if (!session.roles.includes('analyst')) refuse(403, 'Forbidden', 'Only analysts.');
  if (path === '/ports/EETLL/selectivity') {
    return {
      randomRate: 0.02, redAtScore: 60, yellowAtScore: 35, blueAtScore: 20, profiles: state.rows,
      counted: {
        randomExamined: 640, randomConfirmed: 27, countedUpTo: 99_000,
        days: Array.from({ length: 30 }, (_, i) => {
          const all = 900 + Math.round(300 * Math.sin(i / 2));
          return { date: date(i - 29), red: Math.round(all * 0.03), yellow: Math.round(all * 0.09), blue: Math.round(all * 0.06), green: Math.round(all * 0.82), drawn: Math.round(all * 0.02), examined: 90, confirmed: 8, randomExamined: 18, randomConfirmed: 1 };
        }),
      },
    };
  }
  if (path === '/ports/EETLL/conditions/fields') return FIELDS;
  if (path === '/ports/EETLL/conditions/check') return check(body.when);
  if (path === '/ports/EETLL/profile-trials') return begin(state, body.when, session.user, refuse);
  const trial = state.trials.get(/^\/ports\/EETLL\/profile-trials\/(.+)$/.exec(path)?.[1]);
  if (trial) return follow(trial, method);
  const [, name, retire] = /^\/profiles\/EETLL\/([^/]+)(\/retire)?$/.exec(path) ?? [];
  if (name === undefined) refuse(404, 'TrialUnknown', 'There is no such trial, or no longer.');
  return retire ? end(state, name, body.reason, refuse) : publish(state, name, body.definition, session.user, refuse);
}

function begin(state, when, by, refuse) {
  const { finding } = check(when);
  if (finding) refuse(422, 'ConditionInvalid', `when ${finding.problem}`);
  const trial = { id: randomUUID(), when, by, status: 'running', read: 0, of: 112_155, result: null };
  state.trials.set(trial.id, trial);
  return follow(trial, 'GET', 0);
}

function follow(trial, method, step = 28_000) {
  if (method === 'DELETE' && trial.status === 'running') trial.status = 'cancelled';
  if (trial.status === 'running') trial.read = Math.min(trial.of, trial.read + step);
  if (trial.read === trial.of) trial.status = 'done';
  const part = trial.read / trial.of;
  const n = (whole) => Math.round(whole * part);
  trial.result = {
    declarations: n(37_385), hits: n(312), confirmed: n(41), falseAlerts: n(54), hitRateLow: 0.34, hitRateHigh: 0.53, randomExamined: n(640), randomConfirmed: n(27),
    ...(part === 1 ? { lift: 10.2, liftLow: 6.6, liftHigh: 15.8 } : {}), notExamined: n(217), addedMinutes: n(3_255), from: iso(-200), until: iso(0), days: [],
    newest: part === 0 ? [] : [
      { shipment: 'EETLL-97061801', at: iso(-0.1), lane: 'red', why: 'hs2 is 85 (85); pricePerKilogram is below 4 (2.31)', outcome: 'seized' },
      { shipment: 'EETLL-97061744', at: iso(-0.4), lane: 'green', why: 'hs2 is 85 (85); pricePerKilogram is below 4 (3.87)' },
    ],
  };
  return { ...trial };
}

function publish(state, name, definition, author, refuse) {
  const { finding } = check(definition.when);
  if (finding) refuse(422, 'ProfileInvalid', `when ${finding.problem}`);
  const at = state.rows.findIndex((r) => r.profile.definition.profile === `EETLL/${name}`);
  const version = at < 0 ? 1 : state.rows[at].profile.definition.version + 1;
  const row = { profile: { definition: { ...definition, version, author }, retired: false, hits: 0, confirmed: 0, falseAlerts: 0, hitRateLow: 0, hitRateHigh: 1, days: [] }, review: [] };
  if (at < 0) state.rows.push(row);
  else state.rows[at] = row;
  return { version };
}

function end(state, name, reason, refuse) {
  const row = state.rows.find((r) => r.profile.definition.profile === `EETLL/${name}`);
  if (!row) refuse(404, 'NoSuchProfile', 'No version of this profile was published.');
  if (!reason) refuse(422, 'ReasonMissing', 'A reason is needed.');
  row.profile.retired = true;
  row.review = [];
  return { version: 3 };
}
