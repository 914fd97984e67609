import { ApiProblem } from '../../api/problem';
import type { Outbox, Photo, UnsentCommand } from './outbox';

export interface Sender {
  upload(photo: Photo): Promise<void>;
  send(command: UnsentCommand): Promise<unknown>;
}

export interface ReplayResult {
  sent: UnsentCommand[];
  refused: UnsentCommand[];
  /** True when something is left that has to wait for the network or the server. */
  isBlocked: boolean;
}

/**
 * Sends what waits, one after the other: a later command may stand on an earlier one. Nobody reached: stop, keep everything.
 * Refused: keep it as refused and go on; the server judges what comes after by itself, it knows more than the phone.
 */
export async function replay(outbox: Outbox, user: string, sender: Sender): Promise<ReplayResult> {
  const result: ReplayResult = { sent: [], refused: [], isBlocked: false };
  for (const command of await outbox.commands(user)) {
    if (command.refusal) continue;
    try {
      await uploadEvidence(outbox, command, sender);
      await sender.send(command);
      await outbox.remove(command.id);
      if (command.kind === 'finish' && command.inspection) await outbox.forgetCase(command.inspection);
      result.sent.push(command);
    } catch (problem) {
      // 401: the person signs in again and the same commands go out then.
      if (!(problem instanceof ApiProblem) || problem.isTransient || problem.status === 401) return { ...result, isBlocked: true };
      await outbox.refuse(command.id, { name: problem.name, detail: problem.detail });
      result.refused.push(command);
    }
  }
  return result;
}

async function uploadEvidence(outbox: Outbox, command: UnsentCommand, sender: Sender): Promise<void> {
  for (const sha256 of command.evidence) {
    const photo = await outbox.photo(sha256);
    if (!photo || photo.uploaded) continue;
    await sender.upload(photo);
    await outbox.keepPhoto({ ...photo, uploaded: true });
  }
}
