import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, ApiError } from './api/client.ts';
import {
  type Application,
  type Entrance,
  noteOf,
  readNote,
  scalingLabel,
  stoppedAnnotation,
  type Workload,
} from './applications.ts';

type Client = Pick<Api, 'json'>;

/** The API servers learn of a new label only a moment after it was set: until then they refuse to scale. */
const patience = { tries: 25, pauseMs: 200 } as const;
/** Replicas to start with where nobody knows how many there were. */
const fewest = 1;
/** The most replicas that templates/cloudy-pages.yaml allows. */
const most = 32;

/** Hides an application in Cloudy, and takes its pods away. */
export async function stop(api: Client, application: Application, all: readonly Entrance[]): Promise<void> {
  const { service, workloads } = application;
  const before = readNote(service.annotations.stopped);
  // A second stop keeps the number of replicas from before the first one.
  const had = workloads.map((one) => ({ ...one, replicas: one.replicas || (before.get(keyOf(one)) ?? fewest) }));
  let isStopping = false;
  try {
    await whileOpen(api, application, all, { [stoppedAnnotation]: noteOf(had) }, async () => {
      for (const one of workloads) {
        if (one.replicas > 0) await scale(api, one, 0);
        isStopping = true;
      }
    });
  } catch (error) {
    // The application still runs, so it must still be shown.
    const note = { [stoppedAnnotation]: service.annotations.stopped ?? null };
    if (!isStopping) await mark(api, application, { annotations: note });
    throw error;
  }
}

/** Gives an application the pods that it had, and shows it in Cloudy again. */
export async function start(api: Client, application: Application, all: readonly Entrance[]): Promise<void> {
  const { service, workloads } = application;
  const had = readNote(service.annotations.stopped);
  await whileOpen(api, application, all, {}, async () => {
    for (const one of workloads) {
      const wanted = Math.min(most, had.get(keyOf(one)) || fewest);
      if (one.replicas === 0) await scale(api, one, wanted);
    }
  });
  await mark(api, application, { annotations: { [stoppedAnnotation]: null } });
}

/** Does `act` while the workloads of one Service may be scaled: the API refuses that for all others. */
async function whileOpen(
  api: Client,
  entrance: Entrance,
  all: readonly Entrance[],
  annotations: Readonly<Record<string, string>>,
  act: () => Promise<void>,
): Promise<void> {
  const { namespace, uid } = entrance.service;
  // A call that was cut off may have left its label. With two labelled Services, the API only allows workloads behind
  // both.
  const left = all.filter(({ service, isScaling }) => isScaling && service.namespace === namespace);
  for (const one of left) if (one.service.uid !== uid) await mark(api, one, { labels: { [scalingLabel]: null } });
  await mark(api, entrance, { annotations, labels: { [scalingLabel]: 'true' } });
  try {
    await act();
  } finally {
    await mark(api, entrance, { labels: { [scalingLabel]: null } });
  }
}

async function mark(api: Client, { service: { namespace, name } }: Entrance, metadata: object): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/services/${name}/status`;
  await api.json(path, { method: 'PATCH', body: { metadata } });
}

async function scale(api: Client, { namespace, kind, name }: Workload, replicas: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}/scale`;
  for (let tries = 1; ; tries++) {
    try {
      await api.json(path, { method: 'PATCH', body: { spec: { replicas } } });
      return;
    } catch (error) {
      const isRefused = error instanceof ApiError && (error.status === 403 || error.status === 422);
      if (!isRefused || tries >= patience.tries) throw error;
      await sleep(patience.pauseMs);
    }
  }
}

function keyOf({ kind, name }: Workload): string {
  return `${kind}/${name}`;
}
