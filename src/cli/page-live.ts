import * as z from 'zod';
import { asUserError, UserError } from '../errors.ts';
import type { LiveCluster } from '../kube/live-cluster.ts';
import type { LivePod, LiveService } from '../kube/live-objects.ts';
import { followCluster } from '../tasks/live.ts';
import type { Run } from '../tasks/run.ts';

/** What lives in the cluster, as the page draws it. */
export interface LiveState {
  readonly pods: readonly LivePod[];
  readonly services: readonly LiveService[];
  /** Why nothing new is heard for the moment. */
  readonly trouble?: string;
}

/** Follows the cluster from the moment on that a window asks for it. */
export interface PageLive {
  /** What is there now. @throws UserError where there is no cluster, or its API does not answer */
  look(): Promise<LiveState>;
  /** The end of a container's log, as the query names it. */
  log(query: URLSearchParams): Promise<{ readonly text: string }>;
  close(): void;
}

/** Many changes come at once; a window hears them once. */
const pauseMs = 300;

const wanted = z.object({
  namespace: z.string().regex(/^[a-z0-9-]{1,63}$/),
  pod: z.string().regex(/^[a-z0-9.-]{1,253}$/),
  container: z.string().regex(/^[a-z0-9-]{1,63}$/),
});

/** Makes it; `current` gives the run of the inventory as it is now, `tell` hears each change. */
export function createPageLive(current: () => Promise<Run>, tell: (state: LiveState) => void): PageLive {
  let following: { readonly run: Run; readonly cluster: Promise<LiveCluster> } | undefined;
  let trouble: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stateOf = (cluster: LiveCluster): LiveState => ({
    pods: cluster.pods(),
    services: cluster.services(),
    ...(trouble === undefined ? {} : { trouble }),
  });
  const soon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void following?.cluster.then((cluster) => tell(stateOf(cluster))).catch(() => {});
    }, pauseMs);
  };
  const close = () => {
    clearTimeout(timer);
    timer = undefined;
    void following?.cluster.then((cluster) => cluster.close()).catch(() => {});
    following = undefined;
  };
  const follow = async (): Promise<LiveCluster> => {
    const run = await current();
    if (following?.run !== run) {
      close();
      trouble = undefined;
      const cluster = followCluster(run, {
        changed() {
          trouble = undefined;
          soon();
        },
        failed(message) {
          trouble = message;
          soon();
        },
      });
      following = { run, cluster };
      cluster.catch(() => {
        following = undefined;
      });
    }
    return following.cluster;
  };
  return {
    close,
    look: async () => stateOf(await follow()),
    async log(query) {
      const { data } = wanted.safeParse(Object.fromEntries(query));
      if (!data) throw new UserError('This names no container.');
      const cluster = await follow();
      return {
        text: await cluster.log(data).catch((error: unknown) => {
          throw asUserError(error, data.pod);
        }),
      };
    },
  };
}
