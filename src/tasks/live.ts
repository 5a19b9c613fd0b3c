import { asUserError } from '../errors.ts';
import { type LiveCluster, openLiveCluster } from '../kube/live-cluster.ts';
import { LinkLostError } from '../transport/connection.ts';
import { leaderWithAccess } from './kubeconfig.ts';
import type { Run } from './run.ts';

/**
 * The port of the API on each control plane itself. The endpoint, a load balancer for example, may have another one.
 */
const apiPort = 6443;

/** Is told what happens in the cluster. */
export interface LiveListener {
  /** Something has come, has changed, or has gone. */
  changed(): void;
  /** Says why the connection to the API is lost. It is tried again. */
  failed(message: string): void;
}

/**
 * Follows pods and Services through the SSH connection to the leader. The run must keep its connections.
 * @throws UserError where there is no cluster, or its API does not answer
 */
export async function followCluster(run: Run, listener: LiveListener): Promise<LiveCluster> {
  const { leader, access } = await leaderWithAccess(run);
  const { connection } = leader.session;
  const open = async () => {
    try {
      return await connection.forward(apiPort);
    } catch (error) {
      if (!(error instanceof LinkLostError)) throw error;
      await connection.reconnect();
      return connection.forward(apiPort);
    }
  };
  return openLiveCluster({ access, open, ...listener }).catch((error: unknown) => {
    throw asUserError(error, leader.node.name);
  });
}
