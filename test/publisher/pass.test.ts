import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { parseConfig } from '../../publisher/config.ts';
import { entryText } from '../../publisher/entry.ts';
import { markerOf } from '../../publisher/marker.ts';
import { pass, wishesOf } from '../../publisher/pass.ts';
import type { Agent, Member } from '../../publisher/serf/agent.ts';
import type { Service } from '../../publisher/service.ts';
import { encodeTag } from '../../publisher/tag.ts';

const config = parseConfig(
  JSON.stringify({
    ...{ cluster: 'home', node: 'pi-1', address: '192.168.0.201', spread: true },
    neighbours: { 'pi-2': '192.168.0.202' },
    api: ['https://192.168.0.201:6443'],
    ...{ caFile: '/ca.crt', tokenFile: '/token', statusFile: '/status.json' },
  }),
);
const known = new Map([['192.168.0.202', 'pi-2']]);
const made = { created: '2026-11-29T10:00:00Z', annotations: {}, isLocal: false };
const api: Service = { ...made, uid: 'u', namespace: 'default', name: 'kubernetes', type: 'ClusterIP', ports: [] };
const ports = [30080, 30081, 30082, 30083, 30084, 30085];
const services = ports.map((nodePort): Service => {
  const ids = { uid: `u-${nodePort}`, namespace: 'default', name: `web-${nodePort}` };
  return { ...made, ...ids, type: 'NodePort', ports: [{ name: '', nodePort }] };
});
const wishes = wishesOf([api, ...services], config);
const marker = markerOf([api])!;

interface Own {
  readonly tags?: Readonly<Record<string, string>>;
}

async function passBeside(members: readonly Partial<Member>[], { tags = {} }: Own = {}) {
  const agent: Agent = {
    own: async () => ({ name: 'agent-pi-1', tags, told: tags }),
    membersWith: async () =>
      members.map((member) => ({ name: 'x', address: '192.168.0.9', port: 5000, tags: {}, ...member })),
    watch: async () => {},
    ended: new Promise(() => {}),
    close: () => {},
  };
  const input = { config, agent, wishes, known, isHealthy: true };
  return pass({ ...input, isGone: () => false, passedOver: () => 0 });
}

/** A tag that claims all of our ports, as our own publishers write it. */
const claim = (address: string, node = 'pi-2') =>
  encodeTag(
    ports.map((port) =>
      entryText({ type: 'kubernetes', title: 'x', port, text: 'x' }, { cluster: 'home', node, address }),
    ),
  )!;
const bunzippable = (text: string) => execFileSync('bzip2', ['-9c'], { input: text }).toString('base64');
const letters = (count: number) => bunzippable(`["${'a'.repeat(count)}"]\n`);
const marked = (services: string) => ({ tags: { k: marker, services } });

const strangers: Readonly<Record<string, Partial<Member>>> = {
  'claims all our ports, and comes first': { name: '0', ...marked(claim('192.168.0.9')) },
  'claims them with the address of our node': { name: '0', ...marked(claim('192.168.0.202')) },
  'says nothing, and could take everything': { name: '0', tags: { k: marker } },
  'has no address in a known form': { name: '0', address: undefined, ...marked(claim('192.168.0.9')) },
  'fills memory with 99 900 letters': marked(letters(99_900)),
  'fills memory with 400 million letters': marked(bomb()),
  'calls itself as our node': { name: 'agent-pi-2', ...marked(claim('192.168.0.9')) },
};

describe('a pass beside strangers', () => {
  for (const [what, stranger] of Object.entries(strangers)) {
    it(`publishes everything although one ${what}`, async () => {
      const { decision, others, members } = await passBeside([stranger]);
      assert.deepEqual(
        [...decision.publishers],
        ports.map((port) => [port, 'agent-pi-1']),
      );
      assert.deepEqual([others, members], [[], []]);
    });
  }

  it('believes a node of the inventory, by the name that the inventory gives it', async () => {
    const tags = { k: marker, services: claim('192.168.0.202', 'called\u001b[2J') };
    const { decision, others } = await passBeside([{ name: '0-pi-2', address: '192.168.0.202', tags }]);
    assert.deepEqual(
      others.map(({ place }) => place.node),
      ['pi-2'],
    );
    assert.ok([...decision.publishers.values()].includes('0-pi-2'));
  });

  it('does not believe what a node says about the address of another one', async () => {
    const tags = { k: marker, services: claim('10.6.6.6') };
    const { others } = await passBeside([{ name: '0-pi-2', address: '192.168.0.202', tags }]);
    assert.deepEqual(
      others.map(({ own }) => [...own.keys()]),
      [[]],
    );
  });
});

const broken: Readonly<Record<string, string>> = {
  garbage: 'garbage',
  'a list that is far too long': letters(99_900),
  'lists in lists in lists': bunzippable(
    `[{"e":"home","i":"192.168.0.202","p":${'['.repeat(3000)}${']'.repeat(3000)}}]`,
  ),
  'ports that are none': bunzippable('[{"e":"home","i":"192.168.0.202","p":"x"},{"e":"home","p":null},null,7,"a"]'),
};

describe('a pass beside a node whose tag is broken', () => {
  for (const [what, services] of Object.entries(broken)) {
    it(`goes on: ${what}`, async () => {
      const { decision, others } = await passBeside([
        { name: '0-pi-2', address: '192.168.0.202', tags: { k: marker, services } },
      ]);
      assert.deepEqual(
        others.map(({ own }) => [...own.keys()]),
        [[]],
      );
      assert.ok([...decision.publishers.values()].includes('agent-pi-1'));
    });

    it(`goes on where it is this node's own: ${what}`, async () => {
      const { decision, changes } = await passBeside([], { tags: { services } });
      assert.equal(decision.publishers.size, ports.length);
      assert.ok((changes?.set.services?.length ?? 0) > 0);
    });
  }
});

/** 400 MB in some hundred bytes: blocks of 45 MB that are all alike have one and the same text. */
function bomb(): string {
  return execFileSync('sh', ['-c', 'head -c 400000000 /dev/zero | bzip2 -9 | base64 -w 0'], { encoding: 'utf8' });
}
