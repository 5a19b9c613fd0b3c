import type { Answers } from '../engine/answers.ts';
import { converge } from '../engine/converge.ts';
import type { Change } from '../engine/model.ts';
import { planPhase } from '../engine/plan.ts';
import { UserError } from '../errors.ts';
import { limit } from '../transport/limit.ts';
import { createHost } from './host.ts';
import type { Surveyed } from './survey.ts';
import type { Build } from './work.ts';

/** Nodes that run already and get another version or other settings: one at a time, control planes first. */
export interface Upgrades {
  /** Brings a node through the phase, when it is its turn. */
  bring(one: Surveyed, answers: Answers): Promise<Answers>;
  /** This node will not get further. */
  failed(node: string, error: unknown): void;
  close(): void;
}

export function createUpgrades(work: Build): Upgrades {
  const { found, phases, noDrain } = work;
  const upgrade = phases.filter(({ name }) => name === 'upgrade');
  const host = createHost(work);
  const place = limit(1);
  const planes = found.reached.filter(({ node }) => node.role === 'control-plane').map(({ node }) => node.name);
  const passed = new Map(planes.map((name) => [name, Promise.withResolvers<void>()]));
  for (const { promise } of passed.values()) promise.catch(() => {});

  const before = (name: string) => {
    const own = planes.indexOf(name);
    return own < 0 ? planes : planes.slice(0, own);
  };

  const renew = async ({ node, session }: Surveyed, answers: Answers, changes: readonly Change[]) => {
    const view = await host.seenBy(session);
    const isVersion = changes.some((change) => change.drain);
    if (isVersion && node.role === 'worker') await view.requireNewPlanes();
    const drains = isVersion && !noDrain;
    if (drains) await view.drain();
    const latest = await converge(session, upgrade, answers);
    await view.awaitReady(isVersion);
    if (drains) await view.uncordon();
    return latest;
  };

  return {
    async bring(one, answers) {
      const { name } = one.node;
      const changes = upgrade.flatMap((phase) => planPhase(phase, one.session.scope, answers).changes);
      if (changes.length > 0) {
        for (const earlier of before(name)) {
          await passed.get(earlier)?.promise.catch((cause) => {
            throw new UserError(`${name} is left as it is: it waits for ${earlier}, which fails.`, {
              hints: [`Solve what is said about ${earlier}, then run the same command again.`],
              cause,
            });
          });
        }
      }
      const latest =
        changes.length > 0
          ? await place(() => renew(one, answers, changes))
          : await converge(one.session, upgrade, answers);
      passed.get(name)?.resolve();
      return latest;
    },
    failed: (node, error) => passed.get(node)?.reject(error),
    close: () => host.close(),
  };
}
