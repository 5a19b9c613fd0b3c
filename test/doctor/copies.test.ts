import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { distributionOf } from '../../src/distributions/table.ts';
import type { ClusterView } from '../../src/doctor/check.ts';
import checks from '../../src/doctor/cluster/copies.ts';
import { copiesFact } from '../../src/facts/known-copies.ts';
import { makeScope } from '../support/plan.ts';
import { askScratch } from '../support/scratch/ask-scratch.ts';
import { needsScratch } from '../support/scratch/scratch-node.ts';

const now = 1_800_000_000;
const days = (count: number) => now - count * 24 * 3600;
const backup = { every: 'day', keep: 7, path: '/mnt/usb/copies' } as const;

interface Row {
  readonly answer: string;
  readonly hasTimer?: boolean;
  readonly finds: readonly string[];
}

const rows: Readonly<Record<string, Row>> = {
  'a young cluster without a copy': { answer: `since ${days(6)}`, finds: [] },
  'an older cluster without a copy': { answer: `since ${days(8)}`, finds: ['backup.none'] },
  'a cluster that was copied a month ago': { answer: `since ${days(99)}\ntaken ${days(31)}`, finds: [] },
  'a cluster that was copied long ago': {
    answer: `since ${days(99)}\ntaken ${days(50.5)}`,
    finds: ['backup.old: The newest copy of the cluster is 50 days old'],
  },
  'a cluster whose timer works': {
    answer: `since ${days(99)}\nkept ${days(1)}\nat 42\nown 7`,
    hasTimer: true,
    finds: [],
  },
  'a cluster whose timer has stopped': {
    answer: `since ${days(99)}\ntaken ${days(9)}\nkept ${days(4)}\nat 42\nown 7`,
    hasTimer: true,
    finds: ['backup.old: The newest copy of the cluster is 4 days old'],
  },
  'a cluster whose timer has stopped, and whose newest copy is of a time when the clock was wrong': {
    answer: `since ${days(99)}\nkept ${days(4)}\nkept ${days(-3650)}\nat 42\nown 7`,
    hasTimer: true,
    finds: ['backup.old: The newest copy of the cluster is 4 days old'],
  },
  'a cluster whose copies lie on the card of its control plane': {
    answer: `since ${days(2)}\nkept ${days(1)}\nat 7\nown 7`,
    hasTimer: true,
    finds: ['backup.same_card'],
  },
};

describe('the findings about copies of a cluster', () => {
  for (const [title, { answer, hasTimer = false, finds }] of Object.entries(rows)) {
    it(`are right for ${title}`, () => {
      const { cluster, cloudy, nodes } = makeScope(hasTimer ? { cluster: { backup } } : {});
      const fact = copiesFact(cluster, distributionOf(cluster).clusterCa);
      const copies = fact.parse(`now ${now}\n${answer}\n`);
      const looked = nodes.map((node) => ({
        node,
        isMember: true,
        told: <T>() => (node.name === 'pi-1' ? (copies as T) : undefined),
      }));
      const view: ClusterView = {
        cluster,
        cloudy,
        nodes,
        looked,
        proxies: [],
        lookedProxies: [],
        beforeInstall: false,
      };
      const found = checks.flatMap((check) =>
        check.kind === 'cluster'
          ? [...check.judge(view)].map((one) => ('what' in one ? `${check.id}: ${one.what}` : check.id))
          : [],
      );
      assert.deepEqual(found, finds);
    });
  }
});

describe('copies that a timer has kept', () => {
  it('are those of this cluster, and not half-written', needsScratch, async (t) => {
    const { cluster } = makeScope({ cluster: { backup } });
    const file = (name: string, modified: number) =>
      [`${backup.path}/${name}`, { content: 'a copy', modified }] as const;
    const { kept } = await askScratch(t, copiesFact(cluster, '/etc/ca.crt'), {
      files: Object.fromEntries([
        file('home-2026-11-28T000000Z.tar.gz', 1_700_000_000),
        file('home-2026-11-27T000000Z.tar.gz', 1_600_000_000),
        file('home-school-2026-11-29T000000Z.tar.gz', 1_750_000_000),
        file('home-2026-11-29T000000Z.tar.gz.new', 1_750_000_000),
      ]),
    });
    assert.equal(kept, 1_700_000_000);
  });
});
