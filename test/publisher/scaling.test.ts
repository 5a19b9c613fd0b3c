import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApiError } from '../../publisher/api/client.ts';
import { type Application, entranceOf, type Workload } from '../../publisher/applications.ts';
import { start, stop } from '../../publisher/scaling.ts';

const scaling = 'microcloud.cloudy/scaling';
const stopped = 'microcloud.cloudy/stopped';
const selector = { app: 'web' };

function application(workloads: readonly Workload[], note?: string, name = 'web', labels = {}): Application {
  const annotations = note === undefined ? {} : { [stopped]: note };
  const metadata = { uid: name, namespace: 'club', name, creationTimestamp: '', annotations, labels };
  return { ...entranceOf({ metadata, spec: { selector } }), entries: [], workloads, state: 'running' };
}

const web = (replicas: number): Workload => ({
  ...{ kind: 'deployments', namespace: 'club', name: 'web', selector, replicas, ready: 0 },
});

/** Answers with what was asked of the API, one line a call; `refuse` says what fails. */
function asked(refuse: (path: string) => Error | undefined = () => undefined) {
  const lines: string[] = [];
  const json = async (path: string, call?: { readonly body?: unknown }) => {
    const error = refuse(path);
    if (error) throw error;
    const [name, what] = path.split('/').slice(-2);
    lines.push(`${name} ${what} ${JSON.stringify(call?.body)}`);
  };
  return { lines, api: { json } };
}

const metadata = (what: object) => JSON.stringify({ metadata: what });
const open = metadata({ annotations: {}, labels: { [scaling]: 'true' } });
const opened = (note: string) => metadata({ annotations: { [stopped]: note }, labels: { [scaling]: 'true' } });
const shut = metadata({ labels: { [scaling]: null } });

describe('an application', () => {
  it('is hidden, then has no pods', async () => {
    const { lines, api } = asked();
    const one = application([web(3)]);
    await stop(api, one, [one]);
    assert.deepEqual(lines, [
      `web status ${opened('deployments/web=3')}`,
      'web scale {"spec":{"replicas":0}}',
      `web status ${shut}`,
    ]);
  });

  it('keeps the note of what it had when it is stopped twice', async () => {
    const { lines, api } = asked();
    const one = application([web(0)], 'deployments/web=3');
    await stop(api, one, [one]);
    assert.deepEqual(lines, [`web status ${opened('deployments/web=3')}`, `web status ${shut}`]);
  });

  it('has again what it had, then is shown', async () => {
    const { lines, api } = asked();
    const one = application([web(0)], 'deployments/web=3');
    await start(api, one, [one]);
    assert.deepEqual(lines, [
      `web status ${open}`,
      'web scale {"spec":{"replicas":3}}',
      `web status ${shut}`,
      `web status ${metadata({ annotations: { [stopped]: null } })}`,
    ]);
  });

  for (const [note, replicas] of [
    [undefined, 1],
    ['deployments/other=3', 1],
    ['deployments/web=0', 1],
    ['deployments/web=900', 32],
  ] as const) {
    it(`has ${replicas} where the note is ${note}`, async () => {
      const { lines, api } = asked();
      const one = application([web(0)], note);
      await start(api, one, [one]);
      assert.equal(lines[1], `web scale {"spec":{"replicas":${replicas}}}`);
    });
  }

  it('is left as it was when the API refuses', async () => {
    const refusal = new ApiError(500, 'no');
    const { lines, api } = asked((path) => (path.endsWith('/scale') ? refusal : undefined));
    const one = application([web(3)]);
    await assert.rejects(stop(api, one, [one]), refusal);
    assert.deepEqual(lines.slice(1), [
      `web status ${shut}`,
      `web status ${metadata({ annotations: { [stopped]: null } })}`,
    ]);
  });

  it('is tried again until the API knows the mark', async () => {
    const refusals = [new ApiError(422, 'not yet'), new ApiError(403, 'not yet')];
    const { lines, api } = asked((path) => (path.endsWith('/scale') ? refusals.pop() : undefined));
    const one = application([web(3)]);
    await stop(api, one, [one]);
    assert.equal(lines[1], 'web scale {"spec":{"replicas":0}}');
  });

  it('takes away the mark that another one has left, in its namespace only', async () => {
    const { lines, api } = asked();
    const one = application([web(3)]);
    const left = application([], undefined, 'left', { [scaling]: 'true' });
    const away = { ...left, service: { ...left.service, namespace: 'other', uid: 'away' } };
    await stop(api, one, [one, left, away]);
    assert.deepEqual([lines.length, lines[0]], [4, `left status ${shut}`]);
  });
});
