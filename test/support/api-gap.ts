import { get } from 'node:https';
import { againAndAgain } from './again-and-again.ts';

/** The result of asking the API all the time. */
interface WatchedApi {
  readonly asked: number;
  /** The longest time in seconds without a yes. */
  readonly gapSeconds: number;
  /** When the API did not say yes for more than 3 seconds: one line each. */
  readonly gaps: readonly string[];
}

/** Asks a cluster's API again and again whether it is ready, until `stop`. */
export function watchApi(address: string): { stop(): Promise<WatchedApi> } {
  let asked = 0;
  let last = Date.now();
  let gap = 0;
  const gaps: string[] = [];
  const watching = againAndAgain(async () => {
    asked += 1;
    if (!(await isReady(address))) return;
    const away = Date.now() - last;
    if (away > 3000) gaps.push(`${new Date(last).toISOString()} the API was away for ${away / 1000} s`);
    gap = Math.max(gap, away);
    last = Date.now();
  }, 200);
  return {
    async stop() {
      await watching.stop();
      return { asked, gapSeconds: Math.round(gap / 100) / 10, gaps };
    },
  };
}

function isReady(address: string): Promise<boolean> {
  return new Promise((settle) => {
    const options = { rejectUnauthorized: false, agent: false, timeout: 2000 };
    const request = get(`https://${address}:6443/readyz`, options, (response) => {
      response.resume().on('end', () => settle(response.statusCode === 200));
    });
    request.on('timeout', () => request.destroy()).on('error', () => settle(false));
  });
}
