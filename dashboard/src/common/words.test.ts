import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadMessages } from './messages';
import { checklistText } from './words';

describe('checklistText', () => {
  beforeAll(() => loadMessages('en'));

  it('has words for every item of the server', () => {
    const rules = readFileSync(new URL('../../../src/OpsHub.Domain/Inspections/Checklists.cs', import.meta.url), 'utf8');
    const items = [...rules.matchAll(/"([a-z]+(?:-[a-z]+)+)"/g)].map(([, item]) => item!);
    expect(items.length).toBeGreaterThan(10);
    expect(items.filter((item) => checklistText(item) === item)).toEqual([]);
  });

  it('shows an item it does not know as it is', () => expect(checklistText('x-checked')).toBe('x-checked'));
});
