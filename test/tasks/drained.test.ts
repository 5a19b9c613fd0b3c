import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Change, Scope } from '../../src/engine/model.ts';
import type { UserError } from '../../src/errors.ts';
import { drainedAnnotation } from '../../src/facts/cluster/node-object.ts';
import type { Node } from '../../src/inventory/schema.ts';
import { sh } from '../../src/shell/sh.ts';
import { drained } from '../../src/tasks/drained.ts';
import type { Surveyed } from '../../src/tasks/surveyed.ts';
import type { Work } from '../../src/tasks/work.ts';
import { clusterAnswer, readyOf, silentAnswer } from '../support/cluster-answer.ts';
import type { Behaviour } from '../support/fake-node.ts';
import { fakeSession } from '../support/fake-session.ts';
import { makeScope } from '../support/plan.ts';

const change = (rest: Partial<Change> = {}): Change => ({ kind: 'change', summary: 'x', script: sh`x`, ...rest });
const [newVersion, setting] = [change({ drain: true }), change()];

interface Setting {
  readonly node?: 'pi-1' | 'pi-2';
  /** The control planes; default: pi-1. */
  readonly servers?: readonly string[];
  readonly changes?: readonly Change[];
  readonly noDrain?: boolean;
  /** kubelet's versions before the work, by node; default: the inventory's. */
  readonly versions?: Readonly<Record<string, string>>;
  /** How many looks the node needs until it is Ready again. */
  readonly looks?: number;
  /** How many looks it reports its old version. */
  readonly old?: number;
  /** What the leader tells about its API and the controllers, in the order of its looks; the last one stays. */
  readonly controllers?: readonly string[];
  /** How many looks the cluster does not know it. */
  readonly unknown?: number;
  readonly own?: Behaviour;
  readonly fails?: RegExp;
  /** What a change on the leader prints before it fails. */
  readonly says?: string;
  /** Nodes that do not run before the work. */
  readonly off?: readonly string[];
  /** How many looks before the work the API does not answer. */
  readonly silent?: number;
  readonly work?: () => Promise<string>;
}

/** A control plane whose API runs for so many seconds, with its controllers at that time of theirs. */
const awake = (time: number, seconds = 500) =>
  `${seconds}\n${seconds < 90 ? '' : `leases\nkube-controller-manager 12:00:0${time}\nkube-scheduler 12:00:0${time}\n`}`;

function scopeAt(at: 'pi-1' | 'pi-2', servers: readonly string[]): Scope {
  const scope = makeScope({ at });
  const withRole = (node: Node): Node => ({
    ...node,
    role: servers.includes(node.name) ? 'control-plane' : 'worker',
  });
  return { ...scope, node: withRole(scope.node), nodes: scope.nodes.map(withRole) };
}

/** What is done around the changes of one node, in the order of time. */
async function around(options: Setting = {}) {
  const {
    node = 'pi-2',
    changes = [newVersion],
    noDrain = false,
    versions = {},
    looks = 0,
    old = 0,
    unknown = 0,
    controllers = [awake(1), awake(2)],
  } = options;
  const did: string[] = [];
  let look = 0;
  let controllerLooks = 0;
  let isDone = false;
  let earlyLooks = 0;
  const answer = () => {
    if (!isDone && earlyLooks++ < (options.silent ?? 0)) return silentAnswer('connection refused');
    return clusterAnswer((items) => {
      if (!isDone) {
        for (const [name, version] of Object.entries(versions))
          items[`Node ${name}`].status.nodeInfo.kubeletVersion = version;
        for (const name of options.off ?? []) Object.assign(readyOf(items, name), { status: 'Unknown' });
        return;
      }
      if (did.includes('drain')) items[`Node ${node}`].metadata.annotations[drainedAnnotation] = 'true';
      look += 1;
      if (look <= unknown) {
        delete items[`Node ${node}`];
        return;
      }
      if (look <= looks) Object.assign(readyOf(items, node), { status: 'False', message: 'no network plugin' });
      if (look <= old) items[`Node ${node}`].status.nodeInfo.kubeletVersion = 'v1.34.0';
    });
  };
  const leader = fakeSession(
    {
      answer: (question) =>
        question.includes('get lease') ? (controllers[controllerLooks++] ?? controllers.at(-1)) : answer(),
      change(script) {
        const [, what] = /kubectl (drain|uncordon)/.exec(script) ?? [];
        did.push(what ?? 'something');
        return options.fails?.test(script) ? 1 : 0;
      },
      ...(options.says === undefined ? {} : { says: options.says }),
    },
    makeScope({ at: 'pi-1' }),
  );
  const own = fakeSession(options.own, scopeAt(node, options.servers ?? ['pi-1']));
  const work = async () => {
    did.push('work');
    isDone = true;
    return options.work?.() ?? 'done';
  };
  const one = { node: own.session.scope.node, session: own.session } as Surveyed;
  const context = { leader: { session: async () => leader.session }, noDrain } as unknown as Work;
  const result = drained(context, one, changes, work);
  return { did, own, leader, result, looks: () => look };
}

async function refusal(options: Setting): Promise<UserError & { readonly did: readonly string[] }> {
  const { result, did } = await around(options);
  return result.then(
    () => assert.fail('it was not refused'),
    (error: UserError) => Object.assign(error, { did }),
  );
}

describe('a node that gets another version', () => {
  it('is drained before, and takes pods again when it is Ready', async () => {
    const { did, result, own, looks } = await around({ looks: 2 });
    assert.equal(await result, 'done');
    assert.deepEqual(did, ['drain', 'work', 'uncordon']);
    assert.equal(looks(), 3);
    assert.deepEqual(own.said(), ['pi-2: Move the pods of pi-2 elsewhere', 'pi-2: Let pi-2 take pods again']);
  });

  for (const [title, controllers, summary] of [
    ['the API does not answer', ['0\n', '500\n', awake(1), awake(2)], 'the API does not answer'],
    [
      'the API has just come back',
      [awake(1, 30), awake(2, 89), awake(3, 90), awake(4, 91)],
      'the API is back, and the nodes begin to follow it again',
    ],
    [
      'a controller waits for its lease',
      [awake(1), awake(1), awake(1).replace(/1\n$/, '2\n'), awake(3)],
      'no sign of life yet from kube-controller-manager',
    ],
  ] as const) {
    it(`is not drained while ${title}`, async () => {
      const { did, result, own } = await around({ controllers });
      await result;
      assert.deepEqual(did, ['drain', 'work', 'uncordon']);
      const waits = own.events.flatMap((event) => (event.kind === 'waiting' ? [event.wait.summary] : []));
      assert.ok(waits.includes(summary), waits.join('\n'));
      assert.equal(waits.length, controllers.length - 1);
    });
  }

  it('is drained where the controllers of the cluster need no lease', async () => {
    const { did, result } = await around({ controllers: ['500\nleases\n'] });
    await result;
    assert.deepEqual(did, ['drain', 'work', 'uncordon']);
  });

  it('is waited for until it reports that version, and not the old one', async () => {
    const { result, own, looks } = await around({ old: 3, controllers: ['500\nleases\n'] });
    await result;
    assert.equal(looks(), 4);
    const waits = own.events.flatMap((event) => (event.kind === 'waiting' ? [event.wait.summary] : []));
    assert.deepEqual(new Set(waits), new Set(['pi-2 still reports v1.34.0']));
  });

  it('is waited for while the API comes back, which is not taken for an old version', async () => {
    const { result, own } = await around({ unknown: 2, controllers: ['500\nleases\n'] });
    await result;
    const waits = own.events.flatMap((event) => (event.kind === 'waiting' ? [event.wait.summary] : []));
    assert.deepEqual(new Set(waits), new Set(['the API does not tell yet how pi-2 is']));
  });

  it('keeps its pods with --no-drain, and must be Ready all the same', async () => {
    const { did, result, looks } = await around({ noDrain: true, looks: 1 });
    await result;
    assert.deepEqual([did, looks()], [['work'], 2]);
  });

  it('does not take pods again when its work fails, so that nothing runs on half a node', async () => {
    const error = await refusal({ work: () => Promise.reject(new Error('pi-2: the card is full')) });
    assert.match(error.message, /the card is full/);
    assert.deepEqual(error.did, ['drain', 'work']);
    assert.equal(
      error.hints.at(-1),
      'pi-2 takes no pods until then. To let it take some as it is: kubectl --context home uncordon pi-2',
    );
  });

  it('takes pods again when they do not move, and is left as it is, with the way to go on', async () => {
    const error = await refusal({ fails: /kubectl drain/ });
    assert.match(error.hints.join('\n'), /PodDisruptionBudget.*\nmicrocloud init --no-drain/);
    assert.deepEqual(error.did, ['drain', 'uncordon']);
  });

  for (const [title, says, hint] of [
    [
      'a pod that no controller starts elsewhere',
      'node/pi-2 cordoned\nerror: unable to drain node "pi-2" due to error: cannot delete Pods that declare no controller (use --force to override): default/shell, wiki/once, continuing command...',
      'No controller starts default/shell, wiki/once on another node. Delete what nobody needs any more: kubectl -n default delete pod shell',
    ],
    [
      'a disruption budget',
      'error when evicting pods/"page-1" -n "wiki" (will retry after 5s): Cannot evict pod as it would violate the pod\'s disruption budget.',
      'A PodDisruptionBudget keeps a pod where it is: give what it guards one more pod (replicas)',
    ],
    [
      'a pod that does not end',
      'error: unable to drain node "pi-2" due to error: error when waiting for pod "page-1" in namespace "wiki" to terminate: global timeout reached: 5m0s',
      'page-1 does not end: kubectl -n wiki describe pod page-1',
    ],
  ] as const) {
    it(`names what to do about ${title}`, async () => {
      const { hints } = await refusal({ fails: /kubectl drain/, says });
      assert.deepEqual(hints.slice(1), [hint, 'microcloud init --no-drain leaves pods where they are']);
    });
  }

  it('says so when it can not take pods again', async () => {
    const error = await refusal({ fails: /kubectl (drain|uncordon)/ });
    assert.match(error.hints.join('\n'), /pi-2 takes no pods meanwhile \(pi-2: "Let pi-2 take pods again" fails/);
  });

  it('is not touched where it is a control plane, and the leader has another version', async () => {
    const error = await refusal({ servers: ['pi-1', 'pi-2'], versions: { 'pi-1': 'v1.34.0' } });
    assert.equal(error.message, 'pi-2 must not be newer than pi-1, which has v1.34.0.');
    assert.deepEqual(error.did, []);
  });

  it('is not touched where it is a worker and a control plane has another version', async () => {
    const error = await refusal({ versions: { 'pi-1': 'v1.34.0' } });
    assert.equal(error.message, 'pi-2 must not be newer than pi-1, which has v1.34.0.');
    assert.deepEqual(error.did, []);
  });

  it('is not touched either where the API tells so only after a while', async () => {
    const error = await refusal({ versions: { 'pi-1': 'v1.34.0' }, silent: 2 });
    assert.equal(error.message, 'pi-2 must not be newer than pi-1, which has v1.34.0.');
    assert.deepEqual(error.did, []);
  });

  it('tells what to do where that control plane is off', async () => {
    const error = await refusal({ versions: { 'pi-1': 'v1.34.0' }, off: ['pi-1'] });
    assert.equal(error.message, 'pi-2 must not be newer than pi-1, which has v1.34.0 and does not run.');
    assert.deepEqual(error.hints, [
      'Bring pi-1 back, then: microcloud init',
      'If it is lost: microcloud remove pi-1, then: microcloud init',
    ]);
  });

  for (const [title, node, older] of [
    ['a control plane, which has the old version itself', 'pi-1', 'pi-1'],
    ['a worker, and another worker is older', 'pi-2', 'pi-3'],
  ] as const) {
    it(`goes ahead where it is ${title}`, async () => {
      const { did, result } = await around({ node, versions: { [older]: 'v1.34.0' } });
      await result;
      assert.deepEqual(did, ['drain', 'work', 'uncordon']);
    });
  }

  it('says nothing of pods where they have stayed', async () => {
    const error = await refusal({ noDrain: true, work: () => Promise.reject(new Error('pi-2: the card is full')) });
    assert.doesNotMatch(error.hints?.join('\n') ?? '', /pods/);
  });

  it('is given up after a quarter of an hour, with what its own journal says', async () => {
    const own: Behaviour = { answer: () => 'kubelet: the certificate has expired' };
    const error = await refusal({ looks: Number.POSITIVE_INFINITY, own });
    assert.match(error.message, /still waiting after 90\d s: pi-2 is not Ready \(no network plugin\)/);
    assert.match(error.message, /the certificate has expired/);
    assert.match(error.hints.join('\n'), /ssh pi-2 sudo journalctl/);
  });
});

describe('a node that gets other settings', () => {
  it('keeps its pods, and must be Ready again', async () => {
    const { did, result, looks } = await around({ changes: [setting], looks: 1 });
    await result;
    assert.deepEqual([did, looks()], [['work'], 2]);
  });

  it('may have another version than the control planes', async () => {
    const { result } = await around({ changes: [setting], versions: { 'pi-1': 'v1.34.0' } });
    assert.equal(await result, 'done');
  });

  it('is drained where one of several changes is another version', async () => {
    const { did, result } = await around({ changes: [setting, newVersion] });
    await result;
    assert.deepEqual(did, ['drain', 'work', 'uncordon']);
  });
});
