import type { Duplex } from 'node:stream';
import type { Informer, ObjectCache, V1Pod, V1Service } from '@kubernetes/client-node';
import type { AdminAccess } from './admin-access.ts';
import { openTunnel } from './api-tunnel.ts';
import { type LivePod, type LiveService, livePod, liveService } from './live-objects.ts';

/** Pods and Services of a cluster, as they are now. */
export interface LiveCluster {
  pods(): readonly LivePod[];
  services(): readonly LiveService[];
  /** Returns the end of a container's log: at most 500 lines and 200 kB. */
  log(of: { readonly namespace: string; readonly pod: string; readonly container: string }): Promise<string>;
  close(): void;
}

interface LiveOptions {
  readonly access: AdminAccess;
  /** Opens a stream to the API on the control plane. */
  readonly open: () => Promise<Duplex>;
  /** Called after each change of a pod or a Service. */
  readonly changed: () => void;
  /** Gets the reason when the connection to the API is lost. It is tried again. */
  readonly failed: (message: string) => void;
}

const logLines = 500;
const logBytes = 200_000;
const retryMs = 5000;

/** A name of the API that the certificates of both kubeadm and k3s have. */
const nameOfApi = 'kubernetes';

/** Watches pods and Services through an SSH connection. Rejects where the API does not answer at first. */
export async function openLiveCluster({ access, open, changed, failed }: LiveOptions): Promise<LiveCluster> {
  // Loaded only here: in the built program it is a file of its own, which other commands need not read.
  const { CoreV1Api, KubeConfig, makeInformer } = await import('@kubernetes/client-node');
  let reason = '';
  const tunnel = await openTunnel(open, ({ message }) => {
    reason = message;
  });
  const config = new KubeConfig();
  config.loadFromOptions(contextOf(access, tunnel.port));
  const api = config.makeApiClient(CoreV1Api);
  const pods = makeInformer<V1Pod>(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
  const services = makeInformer<V1Service>(config, '/api/v1/services', () => api.listServiceForAllNamespaces());
  const keeper = createKeeper(changed, (error) => {
    failed(reason || wordsOf(error));
    reason = '';
  });
  const close = () => {
    keeper.stop();
    void pods.stop();
    void services.stop();
    tunnel.close();
  };
  try {
    // If this first request fails, there is no API to follow. Later failures are tried again.
    await api.listNamespacedService({ namespace: 'default', limit: 1 });
  } catch (error) {
    close();
    throw new Error(reason || wordsOf(error), { cause: error });
  }
  await Promise.all([keeper.keep(pods), keeper.keep(services)]);
  return {
    pods: () => listed(pods, livePod),
    services: () => listed(services, liveService),
    log: ({ namespace, pod, container }) =>
      api.readNamespacedPodLog({ namespace, name: pod, container, tailLines: logLines, limitBytes: logBytes }),
    close,
  };
}

/** Keeps informers going: each that fails is started again a moment later, until `stop`. */
function createKeeper(changed: () => void, failed: (error: unknown) => void) {
  let isStopped = false;
  const timers = new Set<NodeJS.Timeout>();
  return {
    keep(informer: Informer<V1Pod> | Informer<V1Service>): Promise<void> {
      const again = () => {
        if (!isStopped) void informer.start().catch(heard);
      };
      const heard = (error: unknown) => {
        if (isStopped) return;
        failed(error);
        timers.add(setTimeout(again, retryMs));
      };
      (informer as Informer<V1Pod>).on('change', changed);
      informer.on('error', heard);
      return informer.start();
    },
    stop() {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Writes the access as a kubeconfig has it, for the end of a tunnel on this computer. */
function contextOf({ name, user, certificateAuthority, clientCertificate, clientKey }: AdminAccess, port: number) {
  const server = `https://127.0.0.1:${port}`;
  return {
    clusters: [{ name, server, caData: certificateAuthority, tlsServerName: nameOfApi, skipTLSVerify: false }],
    users: [{ name: user, certData: clientCertificate, keyData: clientKey.reveal() }],
    contexts: [{ name, cluster: name, user }],
    currentContext: name,
  };
}

function listed<T extends V1Pod | V1Service, L extends { readonly namespace: string; readonly name: string }>(
  cache: ObjectCache<T>,
  shorten: (object: T) => L,
): readonly L[] {
  const key = ({ namespace, name }: L) => `${namespace}/${name}`;
  return cache
    .list()
    .map((one) => shorten(one))
    .toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function wordsOf(error: unknown): string {
  const { message = String(error), cause } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
