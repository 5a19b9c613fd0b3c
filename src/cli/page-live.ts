import * as z from 'zod';
import { asUserError, UserError } from '../errors.ts';
import type { LiveCluster } from '../kube/live-cluster.ts';
import type { LivePod, LiveService } from '../kube/live-objects.ts';
import { followCluster } from '../tasks/live.ts';
import type { Run } from '../tasks/run.ts';

/** What runs in the cluster, as the page draws it. */
export interface LiveState {
  readonly pods: readonly LivePod[];
  readonly services: readonly LiveService[];
  /** Why there is no news at the moment. */
  readonly trouble?: string;
}

/** Follows the cluster, from the first time that a window asks. */
export interface PageLive {
  /** Returns what runs now. @throws UserError where there is no cluster, or its API does not answer */
  look(): Promise<LiveState>;
  /** Returns the end of the log of the container that the query names. */
  log(query: URLSearchParams): Promise<{ readonly text: string }>;
  close(): void;
}

/** Milliseconds for which changes are collected, as many come at once: windows then get one message. */
const pauseMs = 300;

const wanted = z.object({
  namespace: z.string().regex(/^[a-z0-9-]{1,63}$/),
  pod: z.string().regex(/^[a-z0-9.-]{1,253}$/),
  container: z.string().regex(/^[a-z0-9-]{1,63}$/),
});

/** Makes the page's follower. `current` gives the run for the inventory as it is now. `tell` gets each new state. */
export function createPageLive(current: () => Promise<Run>, tell: (state: LiveState) => void): PageLive {
  const { follow, stateOf, close } = createFollower(current, tell);
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

/** Follows one cluster at a time: that of the present run. */
function createFollower(current: () => Promise<Run>, tell: (state: LiveState) => void) {
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
  return { follow, stateOf, close };
}
