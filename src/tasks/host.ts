import { distributionOf, journalCommand } from '../distributions/table.ts';
import { ask } from '../engine/apply.ts';
import type { Change } from '../engine/model.ts';
import { patience } from '../engine/patience.ts';
import { perform } from '../engine/perform.ts';
import type { Session } from '../engine/session.ts';
import { asUserError, UserError } from '../errors.ts';
import { clusterState } from '../facts/cluster/cluster-state.ts';
import type { NodeObject } from '../facts/cluster/node-object.ts';
import { journalCause } from '../facts/journal.ts';
import { firstControlPlane } from '../inventory/address.ts';
import type { Script } from '../shell/sh.ts';
import { drain, uncordon } from '../steps/upgrade/drain.ts';
import { surveyNode } from './survey.ts';
import type { Build } from './work.ts';

/** What the first control plane does for one node, and says about it. */
interface View {
  /** Refuses to go on while a control plane has another version than the inventory's: workers must not be ahead. */
  requireNewPlanes(): Promise<void>;
  drain(): Promise<void>;
  uncordon(): Promise<void>;
  /** Waits until the node is Ready, with the inventory's version where it gets another one. */
  awaitReady(isVersion: boolean): Promise<void>;
}

const readySeconds = 600;

/** The first control plane: of this run, or visited when it is asked for something. */
export function createHost({ run, found, phases, secrets }: Build) {
  const { cluster, nodes } = run.inventory;
  const first = firstControlPlane(nodes);
  const state = clusterState(cluster);
  const row = distributionOf(cluster);
  let visited: Promise<Session> | undefined;

  const sessionOf = (): Promise<Session> => {
    const here = found.reached.find(({ node }) => node === first);
    if (here) return Promise.resolve(here.session);
    visited ??= surveyNode(run, first, phases, secrets, new Map()).then(({ session }) => session);
    return visited;
  };

  return {
    async seenBy({ scope, emit, peer, connection }: Session): Promise<View> {
      const { name } = scope.node;
      const own = (node: string) => (node === name ? connection : peer?.(node));
      // Said about the node, done on the control plane.
      const session: Session = { ...(await sessionOf()), scope, emit, peer: own };
      const members = async (): Promise<readonly NodeObject[]> => {
        const seen = (await ask(session, [state])).get(state);
        return seen.kind === 'running' ? seen.nodes : [];
      };
      const act = (summary: string, script: Script) => {
        const change: Change = { kind: 'change', summary, script };
        emit({ kind: 'note', node: name, message: summary });
        return perform(session, change, []);
      };
      return {
        async requireNewPlanes() {
          const planes = nodes.filter(({ role }) => role === 'control-plane').map((node) => node.name);
          const old = (await members()).find(
            ({ name: member, kubeletVersion }) => planes.includes(member) && kubeletVersion !== `v${cluster.version}`,
          );
          if (!old) return;
          throw new UserError(`${name} must not be newer than ${old.name}, which has ${old.kubeletVersion}.`, {
            hints: [`microcloud init (control planes come first)`],
          });
        },
        async drain() {
          await act(`Move the pods of ${name} elsewhere`, drain(row, name)).catch((cause) => {
            const { message, hints } = asUserError(cause, name);
            throw new UserError(message, {
              hints: [...hints, 'microcloud init --no-drain leaves pods where they are'],
            });
          });
        },
        async uncordon() {
          await act(`Let ${name} take pods again`, uncordon(row, name));
        },
        async awaitReady(isVersion) {
          const pause = patience(session);
          for (;;) {
            const member = (await members()).find((one) => one.name === name);
            const isNew = !isVersion || member?.kubeletVersion === `v${cluster.version}`;
            if (member?.ready && isNew) return;
            await pause({
              kind: 'wait',
              summary: isNew
                ? `${name} is not Ready (${member?.message || 'it has not reported yet'})`
                : `${name} still reports ${member?.kubeletVersion}`,
              limitSeconds: readySeconds,
              hint: `Look at it: ssh ${name} sudo ${journalCommand(cluster)}`,
              explain: { fact: journalCause(cluster), node: name },
            });
          }
        },
      };
    },
    close: () => void visited?.then(({ connection }) => connection.close()).catch(() => {}),
  };
}
