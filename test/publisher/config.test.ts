import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PublisherConfigFile, parseConfig } from '../../publisher/config.ts';

const least: PublisherConfigFile = {
  cluster: 'home',
  node: 'pi-1',
  address: '192.168.0.201',
  api: ['https://192.168.0.201:6443'],
  caFile: '/etc/microcloud/ca.crt',
  tokenFile: '/etc/microcloud/publisher.token',
  statusFile: '/run/microcloud-publisher/status.json',
};

const wrong: Readonly<Record<string, { readonly given: object; readonly says: RegExp }>> = {
  'a missing field': { given: { node: undefined }, says: /^"node" must be a name/ },
  'a name that would need escaping in an entry': { given: { cluster: 'my "cloud"' }, says: /^"cluster" must be/ },
  'an address that is none': { given: { address: '192.168.0.1 10.0.0.1' }, says: /^"address" must be an IPv4/ },
  'an API without TLS': { given: { api: ['http://192.168.0.201:8080'] }, says: /^"api" must be a list of https/ },
  'no API': { given: { api: [] }, says: /^"api" must be/ },
  'a relative path': { given: { tokenFile: 'token' }, says: /^"tokenFile" must be an absolute path/ },
  'a selection with a misspelt word': { given: { namespaces: { includes: [] } }, says: /^"namespaces" must be/ },
  'an unknown field': { given: { sprad: true }, says: /^"sprad" is not a field/ },
  'a neighbour that is no node': { given: { neighbours: { 'pi 2': '192.168.0.202' } }, says: /^"neighbours" must be/ },
  'a neighbour without an address': { given: { neighbours: { 'pi-2': '' } }, says: /^"neighbours" must be/ },
  'two mistakes at once': { given: { node: '', spread: 'yes' }, says: /"node".*"spread" must be true or false/ },
};

describe('the configuration', () => {
  it('has defaults for what may be left out', () => {
    assert.deepEqual(parseConfig(JSON.stringify(least)), {
      ...least,
      serfRpc: '127.0.0.1:7373',
      spread: false,
      neighbours: {},
      health: ['http://127.0.0.1:10256/healthz'],
      namespaces: { include: ['*'], exclude: ['kube-*'] },
    });
  });

  it('excludes nothing by itself where namespaces are included by name', () => {
    const { namespaces } = parseConfig(JSON.stringify({ ...least, namespaces: { include: ['kube-system'] } }));
    assert.deepEqual(namespaces, { include: ['kube-system'], exclude: [] });
  });

  for (const [what, { given, says }] of Object.entries(wrong)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseConfig(JSON.stringify({ ...least, ...given })), { message: says });
    });
  }
});
