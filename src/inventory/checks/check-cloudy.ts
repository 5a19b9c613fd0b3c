import type { Draft } from '../draft.ts';
import type { Finding } from '../mistakes.ts';

/** Finds members of Serf with a port that is not from 1 to 65535. */
export function* reachableMembers({ cloudy }: Draft): Iterable<Finding> {
  for (const [index, member] of (cloudy.serf?.join ?? []).entries()) {
    const port = Number(/:(\d+)$/.exec(member ?? '')?.[1] ?? 5000);
    if (port >= 1 && port <= 65535) continue;
    yield { path: ['cloudy', 'serf', 'join', index], message: 'this port is out of range: write one from 1 to 65535' };
  }
}

/** Finds a login for web pages where no web pages are installed. */
export function* loginHasPages({ cloudy }: Draft): Iterable<Finding> {
  if (cloudy.login === undefined || cloudy.install !== 'agent') return;
  yield {
    path: ['cloudy', 'login'],
    at: 'key',
    message: 'install: agent has no web pages to log in to: remove login, or write install: native',
  };
}
