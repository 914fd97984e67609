import { describe, expect, test } from 'vitest';
import { ApiProblem, problemOf } from './problem';

const answer = (status: number, body: unknown): Response => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status });

describe('problemOf', () => {
  test('Name_IsTheLastPartOfTheType', async () => {
    const p = await problemOf(answer(409, { type: '/problems/InspectorOffShift', title: 'Refused', detail: 'Not on shift.', field: 'to', expected: 'on shift', current: { version: 3 } }));
    expect(p).toMatchObject({ status: 409, name: 'InspectorOffShift', detail: 'Not on shift.', field: 'to', expected: 'on shift', current: { version: 3 } });
  });

  test('Answer_ThatIsNoJson_StillHasItsStatus', async () => {
    expect(await problemOf(answer(502, '<html>'))).toMatchObject({ status: 502, name: '502' });
  });

  test.each([[0, true], [408, true], [429, true], [500, true], [503, true], [401, false], [404, false], [409, false], [422, false]])('Status%i_Transient_%s', (status, transient) => {
    expect(new ApiProblem(status, 'x', '').isTransient).toBe(transient);
  });
});
