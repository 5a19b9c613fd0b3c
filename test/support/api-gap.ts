import { get } from 'node:https';

/** Asks a cluster's API all the time whether it is ready, until it is stopped; tells the longest time without a yes. */
export function watchApi(address: string): { stop(): Promise<{ asked: number; gapSeconds: number }> } {
  let stopped = false;
  let asked = 0;
  let last = Date.now();
  let gap = 0;
  const watch = async () => {
    while (!stopped) {
      asked += 1;
      if (await isReady(address)) {
        gap = Math.max(gap, Date.now() - last);
        last = Date.now();
      }
      await new Promise((next) => setTimeout(next, 200));
    }
  };
  const watching = watch();
  return {
    async stop() {
      stopped = true;
      await watching;
      return { asked, gapSeconds: Math.round(gap / 100) / 10 };
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
