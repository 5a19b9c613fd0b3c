import { ask } from './apply.ts';
import { waitedTooLong } from './failures.ts';
import type { Wait } from './model.ts';
import type { Session } from './session.ts';

const pollSeconds = 1;

/**
 * Makes a function that pauses for a second and emits what it waits for. Once a wait's limit has passed since the first
 * pause, it throws with the cause.
 */
export function patience(session: Session): (wait: Wait) => Promise<void> {
  const node = session.scope.node.name;
  const { clock } = session;
  let since: number | undefined;
  return async (wait) => {
    since ??= clock.now();
    const seconds = Math.round((clock.now() - since) / 1000);
    session.emit({ kind: 'waiting', node, wait, seconds });
    if (seconds >= wait.limitSeconds) throw waitedTooLong(node, wait, seconds, await cause(session, wait));
    await clock.sleep(pollSeconds * 1000);
  };
}

async function cause(session: Session, { explain }: Wait): Promise<string> {
  if (!explain) return '';
  const connection = explain.node ? session.peer?.(explain.node) : session.connection;
  if (!connection) return '';
  const answers = await ask({ ...session, connection }, [explain.fact]).catch(() => undefined);
  return answers?.get(explain.fact) ?? '';
}
