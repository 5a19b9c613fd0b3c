import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { decide } from '../../publisher/decide.ts';
import { type Entry, entryText } from '../../publisher/entry.ts';
import { publicationOf } from '../../publisher/publication.ts';
import { rendezvous } from '../../publisher/rendezvous.ts';
import { decodeTag, encodeTag } from '../../publisher/tag.ts';

const cluster = 'home';
const foreign = '{"s":"syncthing","d":"mine","m":"pi.guifi.local","i":"10.0.0.1","p":"22000","e":"","t":"x"}';

/** Nodes with publishers, all of whose tags everybody knows at once. */
class Cloud {
  readonly tags = new Map<string, Record<string, string>>();
  readonly ill = new Set<string>();
  wanted: readonly Entry[] = [];

  constructor(...names: string[]) {
    for (const name of names) this.tags.set(name, {});
  }

  /** One pass of one publisher. */
  pass(name: string, passedOver = 0) {
    const all = [...this.tags].map(([name, tags]) => {
      const place = { cluster, node: name, address: '10.0.0.1' };
      return publicationOf({ name, place, tags, isHealthy: !this.ill.has(name) });
    });
    const own = all.find((one) => one.name === name)!;
    const others = all.filter((one) => one !== own);
    const decision = decide({ wanted: this.wanted, own, others, passedOver: () => passedOver });
    const tag = encodeTag(decision.entries);
    this.tags.set(name, tag === undefined ? {} : { services: tag });
    assert.ok((tag?.length ?? 0) <= 498);
    return decision;
  }

  /** Passes of all, until nothing changes any more. */
  settle(): void {
    for (let round = 0; round < 30; round++) {
      const before = JSON.stringify([...this.tags]);
      for (const name of this.tags.keys()) this.pass(name);
      if (JSON.stringify([...this.tags]) === before) return;
    }
    assert.fail('it does not come to rest');
  }

  /** Which ports each node shows. */
  ports(): Map<string, readonly number[]> {
    return new Map([...this.tags].map(([name, { services }]) => [name, portsIn(services)]));
  }

  all(): readonly number[] {
    return [...this.ports().values()].flat().sort();
  }
}

describe('what a node publishes', () => {
  it('is everything where it is alone and there is room', () => {
    const cloud = new Cloud('pi-1');
    cloud.wanted = entries(5);
    cloud.pass('pi-1');
    assert.deepEqual(cloud.all(), [30000, 30001, 30002, 30003, 30004]);
  });

  it('is the oldest of what there is no room for, and says what is left out', () => {
    const cloud = new Cloud('pi-1');
    cloud.wanted = entries(40);
    const { refused } = cloud.pass('pi-1');
    const shown = cloud.all();
    assert.ok(shown.length >= 10 && shown.length < 30);
    assert.deepEqual(new Set([...shown, ...refused.map(({ port }) => port)]), new Set(portsOf(cloud.wanted)));
    assert.ok(shown.includes(30000) && !shown.includes(30039));
  });

  it('stays when an older Service comes that there is no room for', () => {
    const cloud = new Cloud('pi-1');
    cloud.wanted = entries(40);
    // A pass tries a few that do not fit; the next ones may find smaller ones that do.
    for (let passes = 0; passes < 10; passes++) cloud.pass('pi-1');
    const before = cloud.all();
    cloud.wanted = [entry(29999), ...cloud.wanted];
    cloud.pass('pi-1');
    assert.deepEqual(
      before.filter((port) => !cloud.all().includes(port)),
      [],
    );
  });

  it('lets others in when some go', () => {
    const cloud = new Cloud('pi-1');
    cloud.wanted = entries(40);
    cloud.pass('pi-1');
    const before = cloud.all();
    cloud.wanted = cloud.wanted.slice(6);
    cloud.pass('pi-1');
    assert.ok(cloud.all().length >= before.length - 1);
    assert.ok(cloud.all().every((port) => port >= 30006));
  });

  it('is not held up by one that never fits', () => {
    const cloud = new Cloud('pi-1');
    const noise = Array.from({ length: 300 }, (_, index) => String.fromCharCode(0x4e00 + ((index * 7919) % 20_000)));
    cloud.wanted = [{ ...entry(30000), title: noise.join('') }, ...entries(3, 30001)];
    const { refused } = cloud.pass('pi-1');
    assert.deepEqual(cloud.all(), [30001, 30002, 30003]);
    assert.deepEqual(portsOf(refused), [30000]);
  });

  it('leaves what others wrote, byte for byte, and where there is less room gives up the youngest', () => {
    const cloud = new Cloud('pi-1');
    cloud.wanted = entries(40);
    cloud.pass('pi-1');
    const before = cloud.all();
    const own = decodeTag(cloud.tags.get('pi-1')?.services);
    assert.ok(own.kind === 'entries');
    const spaced = foreign.replace(':', ': ');
    // avahi-ps would not be let do this: it is more than fits.
    cloud.tags.set('pi-1', { services: encodeTag([spaced, ...own.entries])! });
    const { entries: written } = cloud.pass('pi-1');
    assert.equal(written[0], spaced);
    assert.deepEqual(cloud.all(), before.slice(0, cloud.all().length));
  });

  it('is what its publisher of before left under another name of the cluster, put right', () => {
    const cloud = new Cloud('pi-1');
    const old = entryText(entry(30000), { cluster: '', node: 'pi-1', address: '10.0.0.1' });
    cloud.tags.set('pi-1', { services: encodeTag([old])! });
    cloud.wanted = entries(1);
    assert.deepEqual(cloud.pass('pi-1').entries, [
      entryText(entry(30000), { cluster, node: 'pi-1', address: '10.0.0.1' }),
    ]);
  });
});

describe('what several nodes publish', () => {
  it('is shared by rendezvous', () => {
    const cloud = new Cloud('pi-1', 'pi-2', 'pi-3');
    cloud.wanted = entries(24);
    cloud.settle();
    assert.deepEqual(cloud.all(), portsOf(cloud.wanted));
    for (const [name, ports] of cloud.ports()) {
      assert.ok(ports.length >= 3, `${name} has ${ports.length}`);
      for (const port of ports) assert.equal(rendezvous(port, ['pi-1', 'pi-2', 'pi-3'])[0], name);
    }
  });

  it('is more than one tag holds', () => {
    const [one, three] = [new Cloud('pi-1'), new Cloud('pi-1', 'pi-2', 'pi-3')];
    for (const cloud of [one, three]) {
      cloud.wanted = entries(100);
      cloud.settle();
    }
    assert.ok(three.all().length > 2.5 * one.all().length);
    assert.equal(new Set(three.all()).size, three.all().length);
  });

  it('is listed by another one before the first gives it up', () => {
    const cloud = new Cloud('pi-1');
    cloud.wanted = entries(9);
    cloud.pass('pi-1');
    cloud.tags.set('pi-2', {});
    cloud.pass('pi-1');
    assert.deepEqual(cloud.all(), portsOf(cloud.wanted));
    cloud.pass('pi-2');
    assert.deepEqual([...new Set(cloud.all())], portsOf(cloud.wanted));
    cloud.pass('pi-1');
    assert.deepEqual(cloud.all(), portsOf(cloud.wanted));
    assert.notDeepEqual(cloud.ports().get('pi-2'), []);
  });

  it('is taken over from a node that is gone', () => {
    const cloud = new Cloud('pi-1', 'pi-2', 'pi-3');
    cloud.wanted = entries(9);
    cloud.settle();
    cloud.tags.delete('pi-2');
    cloud.settle();
    assert.deepEqual(cloud.all(), portsOf(cloud.wanted));
  });

  it('is taken over from a node that is ill, and comes back to it', () => {
    const cloud = new Cloud('pi-1', 'pi-2', 'pi-3');
    cloud.wanted = entries(9);
    cloud.settle();
    const before = cloud.ports();
    cloud.ill.add('pi-2');
    cloud.settle();
    assert.deepEqual(cloud.all(), portsOf(cloud.wanted));
    assert.deepEqual(cloud.ports().get('pi-2'), []);
    cloud.ill.clear();
    cloud.settle();
    assert.deepEqual(cloud.ports(), before);
  });

  it('stays where all nodes are ill', () => {
    const cloud = new Cloud('pi-1', 'pi-2');
    cloud.wanted = entries(9);
    cloud.settle();
    const before = cloud.ports();
    for (const name of cloud.tags.keys()) cloud.ill.add(name);
    cloud.settle();
    assert.deepEqual(cloud.ports(), before);
  });

  it('is taken by the next one when the first does not take it in its time', () => {
    const cloud = new Cloud('pi-1', 'pi-2');
    const port = [30000, 30001, 30002, 30003, 30004].find((port) => rendezvous(port, ['pi-1', 'pi-2'])[0] === 'pi-1')!;
    cloud.wanted = [entry(port)];
    cloud.pass('pi-2');
    assert.deepEqual(cloud.all(), []);
    cloud.pass('pi-2', 1);
    assert.deepEqual(cloud.ports().get('pi-2'), [port]);
    cloud.settle();
    assert.deepEqual(cloud.ports().get('pi-1'), [port]);
    assert.deepEqual(cloud.ports().get('pi-2'), []);
  });

  it('comes to rest whatever happened, with every Service once or no room for it, and loses none on the way', () => {
    const step = fc.record({
      kind: fc.constantFrom('pass', 'pass', 'pass', 'pass', 'create', 'delete', 'node', 'wipe', 'ill'),
      which: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const cloud = new Cloud('pi-1', 'pi-2', 'pi-3');
        cloud.wanted = entries(12);
        for (const { kind, which } of steps) happen(cloud, kind, which);
        cloud.settle();
        assert.equal(new Set(cloud.all()).size, cloud.all().length, 'listed twice');
        const missing = portsOf(cloud.wanted).filter((port) => !cloud.all().includes(port));
        for (const name of cloud.tags.keys()) {
          const { refused } = cloud.pass(name);
          assert.deepEqual(portsOf(refused).sort(), missing);
        }
      }),
      { numRuns: 20 },
    );
  });
});

function happen(cloud: Cloud, kind: string, which: number): void {
  const names = [...cloud.tags.keys()];
  const name = names[which % names.length]!;
  const before = new Set(cloud.all());
  if (kind === 'create') cloud.wanted = [...cloud.wanted, entry(31000 + (which % 1000))].filter(isFirst);
  if (kind === 'delete') cloud.wanted = cloud.wanted.filter((_, index) => index !== which % cloud.wanted.length);
  if (kind === 'wipe') cloud.tags.set(name, {});
  if (kind === 'ill' && !cloud.ill.delete(name)) cloud.ill.add(name);
  if (kind === 'node' && !cloud.tags.delete('pi-4')) cloud.tags.set('pi-4', {});
  if (kind !== 'pass') return;
  cloud.pass(name);
  const lost = portsOf(cloud.wanted).filter((port) => before.has(port) && !cloud.all().includes(port));
  assert.deepEqual(lost, [], 'lost on the way');
}

function isFirst({ port }: Entry, index: number, all: readonly Entry[]): boolean {
  return all.findIndex((one) => one.port === port) === index;
}

function entries(count: number, first = 30000): readonly Entry[] {
  return Array.from({ length: count }, (_, index) => entry(first + index));
}

const words = ['hello', 'grafana', 'dashboard', 'nextcloud', 'media', 'wiki', 'mail', 'shop', 'blog', 'chat', 'video'];

function entry(port: number): Entry {
  const title = `${words[(port * 7) % words.length]}-${words[(port * 3 + 5) % words.length]}`;
  return { type: 'kubernetes', title, port, text: 'NodePort' };
}

function portsOf(entries: readonly Entry[]): number[] {
  return entries.map(({ port }) => port).sort();
}

function portsIn(tag: string | undefined): readonly number[] {
  const decoded = decodeTag(tag);
  if (decoded.kind === 'poisoned') throw new Error(decoded.reason);
  return decoded.entries
    .map((text) => JSON.parse(text))
    .filter(({ s }) => s === 'kubernetes')
    .map(({ p }) => Number(p))
    .sort();
}
