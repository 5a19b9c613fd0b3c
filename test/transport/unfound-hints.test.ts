import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameHints, noRouteHints } from '../../src/transport/unfound-hints.ts';
import { endpointLike } from '../support/endpoints.ts';

const at = (address: string) => endpointLike({ node: 'pi-1', address });

describe('what to look at where a host is not found', () => {
  // microsoft/WSL#12354, #5944
  it('is the node, and what finds its name, for a name that ends in .local', () => {
    const [node = '', computer = ''] = nameHints(at('pi-1.local'));
    assert.match(node, /^The node itself announces this name: .* ping pi-1\.local$/);
    assert.match(computer, /WSL .*libnss-mdns.* IPv4 address in the inventory/);
  });

  it('is the inventory or the configuration of ssh, for other names', () => {
    assert.deepEqual(nameHints(at('pi-1.home.arpa')), [
      'Check the address in the inventory, or write an IPv4 address there',
    ]);
    assert.deepEqual(nameHints({ ...at('pi-1'), host: '192.168.1.300' }), [
      "Check ssh's configuration, which gives this name (ssh -G pi-1), or write an IPv4 address there",
    ]);
  });

  // microsoft/vscode-remote-release#10441, #11140; robcholz/vibebox#13
  it('is also the permission of macOS for the local network', () => {
    const ofMac = noRouteHints(at('192.168.0.201'), 'darwin');
    assert.match(ofMac.at(-1) ?? '', /Privacy & Security, Local Network: switch your terminal program on$/);
    assert.deepEqual(noRouteHints(at('192.168.0.201'), 'linux'), ofMac.slice(0, -1));
  });
});
