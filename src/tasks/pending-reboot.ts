import type { Change } from '../engine/model.ts';
import { UserError } from '../errors.ts';

/** What a node is told that needs a reboot which this run must not do. */
export function pendingReboot(node: string, changes: readonly Change[]): UserError {
  const what = changes.map(({ summary }) => summary).join('; ');
  return new UserError(`${node} waits for a reboot, which is left to you. ${what}.`, {
    hints: [`microcloud init --only ${node}, which reboots it, or: ssh ${node} sudo reboot`, 'Then: microcloud init'],
  });
}
