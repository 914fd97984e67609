import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { ApiProblem } from '../../api/problem';
import { uuid7 } from '../../api/uuid';
import { inspection, NOW } from '../../testing/samples';
import { jobsInOrder, withUnsent } from './optimistic';
import { Outbox, type CommandKind, type UnsentCommand } from './outbox';
import { fitted, sha256, LONGEST_PX } from './photo';
import { replay } from './replay';

let databases = 0;
let moment = NOW;

function unsent(kind: CommandKind, change: Partial<UnsentCommand> = {}): UnsentCommand {
  moment += 10;
  return { id: uuid7(moment), user: 'officer1', kind, path: `/x/${kind}`, body: { epoch: 1 }, inspection: 'A~1', evidence: [], at: moment, ...change };
}

const photo = (sha: string) => ({ sha256: sha, user: 'officer1', inspection: 'A~1', bytes: new ArrayBuffer(4), type: 'image/jpeg', takenAt: NOW, uploaded: false });

describe('replay', () => {
  let outbox: Outbox;
  let heard: string[];
  const sender = (answer: (c: UnsentCommand) => void = () => undefined) => ({
    upload: async (p: { sha256: string }) => void heard.push(`photo ${p.sha256}`),
    send: async (c: UnsentCommand) => {
      answer(c);
      heard.push(c.kind);
    },
  });

  beforeEach(() => {
    outbox = new Outbox(`test-${databases++}`);
    heard = [];
  });

  test('Commands_AreSentInTheOrderTheyWereDecided', async () => {
    const commands = [unsent('accept'), unsent('start'), unsent('finish')];
    for (const c of [...commands].reverse()) await outbox.add(c);
    await replay(outbox, 'officer1', sender());
    expect(heard).toEqual(['accept', 'start', 'finish']);
    expect(await outbox.commands('officer1')).toEqual([]);
  });

  test('CallForHelp_GoesBeforeAllElse', async () => {
    await outbox.add(unsent('accept'));
    await outbox.add(unsent('duress'));
    await replay(outbox, 'officer1', sender());
    expect(heard).toEqual(['duress', 'accept']);
  });

  test('Network_WhenGone_KeepsThisAndEverythingAfter', async () => {
    await outbox.add(unsent('accept'));
    await outbox.add(unsent('start'));
    const result = await replay(outbox, 'officer1', sender(() => { throw new ApiProblem(0, 'Unreachable', ''); }));
    expect(result.isBlocked).toBe(true);
    expect((await outbox.commands('officer1')).map((c) => [c.kind, c.refusal])).toEqual([['accept', undefined], ['start', undefined]]);
  });

  test.each([500, 503, 429, 401])('Status%i_IsNoRefusal', async (status) => {
    await outbox.add(unsent('accept'));
    const result = await replay(outbox, 'officer1', sender(() => { throw new ApiProblem(status, 'x', ''); }));
    expect(result).toMatchObject({ isBlocked: true, refused: [] });
    expect(await outbox.commands('officer1')).toHaveLength(1);
  });

  test('Refusal_BecomesVisibleAndTheNextIsStillSent', async () => {
    await outbox.add(unsent('start'));
    await outbox.add(unsent('breakStart'));
    await replay(outbox, 'officer1', sender((c) => { if (c.kind === 'start') throw new ApiProblem(409, 'NotTheHolder', 'The case went to officer2.'); }));
    expect(heard).toEqual(['breakStart']);
    expect((await outbox.commands('officer1')).map((c) => c.refusal)).toEqual([{ name: 'NotTheHolder', detail: 'The case went to officer2.' }]);
    // It was seen: not sent again.
    await replay(outbox, 'officer1', sender());
    expect(heard).toEqual(['breakStart']);
  });

  test('Photos_GoBeforeTheirFinishAndOnlyOnce', async () => {
    await outbox.keepPhoto(photo('aa'));
    await outbox.keepPhoto(photo('bb'));
    await outbox.add(unsent('finish', { evidence: ['aa', 'bb'] }));
    let isDown = true;
    const flaky = sender(() => { if (isDown) throw new ApiProblem(0, 'Unreachable', ''); });
    await replay(outbox, 'officer1', flaky);
    isDown = false;
    await replay(outbox, 'officer1', flaky);
    expect(heard).toEqual(['photo aa', 'photo bb', 'finish']);
    expect(await outbox.photos('A~1')).toEqual([]);
  });

  test('Refused_Finish_KeepsPhotosAndDraft', async () => {
    await outbox.keepPhoto(photo('aa'));
    await outbox.keepDraft({ inspection: 'A~1', ticked: [], findings: 'Seal broken', outcome: 'detained', sealIn: '', sealOut: '' });
    await outbox.add(unsent('finish', { evidence: ['aa'] }));
    await replay(outbox, 'officer1', sender(() => { throw new ApiProblem(409, 'NotTheHolder', ''); }));
    expect(await outbox.photos('A~1')).toHaveLength(1);
    expect((await outbox.draft('A~1'))?.findings).toBe('Seal broken');
  });

  test('Commands_OfAnotherPersonOnThisPhone_AreLeftAlone', async () => {
    await outbox.add(unsent('accept', { user: 'officer2' }));
    await replay(outbox, 'officer1', sender());
    expect(heard).toEqual([]);
    expect(await outbox.commands('officer2')).toHaveLength(1);
  });
});

describe('withUnsent', () => {
  const offered = inspection('A~1', { status: 'offered', officer: 'officer1', offerExpiresAt: 'soon' });

  test('Unsent_Answers_AreShownAsDone', () => {
    const [job] = withUnsent([offered], [unsent('accept'), unsent('start')]);
    expect(job).toMatchObject({ status: 'examining' });
    expect(job!.offerExpiresAt).toBeUndefined();
    expect(withUnsent([offered], [unsent('accept'), unsent('start'), unsent('finish')])).toEqual([]);
  });

  test('Answer_OfAnotherEpoch_ChangesNothing', () => {
    expect(withUnsent([{ ...offered, epoch: 2 }], [unsent('accept')])[0]!.status).toBe('offered');
  });

  test('Refused_Answer_ChangesNothing', () => {
    expect(withUnsent([offered], [unsent('accept', { refusal: { name: 'x', detail: '' } })])[0]!.status).toBe('offered');
  });

  test('Jobs_AreRunningThenAcceptedThenOffered', () => {
    const jobs = jobsInOrder([inspection('o', { status: 'offered', priority: 'p1' }), inspection('q'), inspection('a', { status: 'accepted' }), inspection('e', { status: 'examining', priority: 'p3' })]);
    expect(jobs.map((j) => j.id)).toEqual(['e', 'a', 'o']);
  });
});

describe('photo', () => {
  test.each([[4000, 3000, 1600, 1200], [3000, 4000, 1200, 1600], [800, 600, 800, 600]])('Size%ix%i_Becomes%ix%i', (w, h, width, height) => {
    expect(fitted(w, h)).toEqual({ width, height });
    expect(Math.max(width, height)).toBeLessThanOrEqual(LONGEST_PX);
  });

  test('Hash_IsSha256InLowerCaseHex', async () => {
    expect(await sha256(new TextEncoder().encode('abc').buffer as ArrayBuffer)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
