import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { netplanFiles, netplanInterfaces, netplanWifi } from '../../src/facts/netplan-files.ts';
import { filesAnswer } from '../support/network.ts';

const about = (files: Readonly<Record<string, string | Buffer>>, id = 'eth0') =>
  netplanInterfaces(netplanFiles.parse(filesAnswer(files)), id);

describe("netplan's files", () => {
  const rows: Record<string, readonly [text: string, addresses: readonly string[], dhcp4: boolean | undefined]> = {
    'in lines': ['network:\n  ethernets:\n    eth0:\n      dhcp4: true\n', [], true],
    'in braces': ['{network: {ethernets: {eth0: {addresses: [10.0.0.7/24], dhcp4: no}}}}', ['10.0.0.7/24'], false],
    'with what hangs on an address': [
      'network:\n  ethernets:\n    eth0: {addresses: [10.0.0.7/24: {label: x}, "fd00::1/64"]}\n',
      ['10.0.0.7/24', 'fd00::1/64'],
      undefined,
    ],
    'with anchors': ['x: &a {dhcp4: yes}\nnetwork: {ethernets: {eth0: *a}}\n', [], true],
    'as JSON': ['{"network":{"ethernets":{"eth0":{"dhcp4":true}}}}', [], true],
  };
  for (const [title, [text, addresses, dhcp4]] of Object.entries(rows)) {
    it(`are read ${title}`, () =>
      assert.deepEqual(about({ '/etc/netplan/a.yaml': text }), [{ path: '/etc/netplan/a.yaml', addresses, dhcp4 }]));
  }

  const others: Record<string, string> = {
    'empty, as a power cut leaves it': '',
    'full of comments': '# network: {config: disabled}\n',
    'a list': '- network\n',
    'a word': 'network',
    'about Wi-Fi, in braces': 'network: {wifis: {wlan0: {access-points: {"Home Net": {password: "not-real"}}}}}\n',
    'about nothing': 'network:\n  ethernets:\n',
  };
  for (const [title, text] of Object.entries(others)) {
    it(`say nothing of an interface where one is ${title}`, () =>
      assert.deepEqual(about({ '/etc/netplan/a.yaml': text }), []));
  }

  it('are named with the line where one has a name that nobody gave', () =>
    assert.deepEqual(about({ '/etc/netplan/a.yaml': 'network:\n  ethernets: {eth0: *nobody}\n' }), [
      { path: '/etc/netplan/a.yaml', line: 2 },
    ]));

  it('are named with the line, and without what is in it, where one is broken', () => {
    const text = 'network:\n  wifis:\n    wlan0:\n      access-points: {Home: {password: "hunter2}}\n';
    const [fault] = about({ '/etc/netplan/a.yaml': text });
    assert.ok(fault && 'line' in fault);
    assert.equal(fault.path, '/etc/netplan/a.yaml');
    assert.ok(fault.line >= 4);
    assert.doesNotMatch(JSON.stringify(fault), /hunter2/);
  });

  it('are in the order in which netplan merges them, and not all of them must be UTF-8', () => {
    const eth0 = 'network: {ethernets: {eth0: {dhcp4: true}}}\n';
    const latin1 = Buffer.from(`# K\xfcche\n${eth0}`, 'latin1');
    const found = about({
      '/etc/netplan/90-NM-a.yaml': eth0,
      '/etc/netplan/60-a.yaml': latin1,
      '/run/netplan/10.yaml': eth0,
    });
    assert.deepEqual(
      found.map(({ path }) => path),
      ['/run/netplan/10.yaml', '/etc/netplan/60-a.yaml', '/etc/netplan/90-NM-a.yaml'],
    );
  });
});

describe("netplan's wireless interface of a profile", () => {
  const folder = '/run/NetworkManager/system-connections';
  const wifi = (files: Readonly<Record<string, string>>, profile: string) =>
    netplanWifi(netplanFiles.parse(filesAnswer(files)), `${folder}/${profile}.nmconnection`);
  const file = (id: string, more = '') => `network: {wifis: {${id}: {${more}access-points: {"a-b": {password: x}}}}}\n`;
  const none = { addresses: [], routes: [] };

  it('is known by its name, which may be the beginning of another one', () => {
    const files = { '/etc/netplan/1.yaml': file('NM'), '/etc/netplan/2.yaml': file('NM-5d8b') };
    assert.deepEqual(wifi(files, 'netplan-NM-5d8b-a-b'), { id: 'NM-5d8b', path: '/etc/netplan/2.yaml', ...none });
    assert.deepEqual(wifi(files, 'netplan-NM-a-b'), { id: 'NM', path: '/etc/netplan/1.yaml', ...none });
    assert.equal(wifi(files, 'netplan-wlan0-a-b'), undefined);
  });

  it('is in the file that wins, with its addresses and routes', () => {
    const more = 'addresses: [10.0.0.7/24], routes: [{to: default, via: 10.0.0.1}], ';
    const files = {
      '/etc/netplan/90-NM-1.yaml': file('wlan0', more),
      '/etc/netplan/50-cloud-init.yaml': file('wlan0'),
    };
    assert.deepEqual(wifi(files, 'netplan-wlan0-a-b'), {
      id: 'wlan0',
      path: '/etc/netplan/90-NM-1.yaml',
      addresses: ['10.0.0.7/24'],
      routes: [{ to: 'default', via: '10.0.0.1' }],
    });
  });

  it('is unknown where its file is broken', () => {
    assert.equal(
      wifi({ '/etc/netplan/1.yaml': 'network: {wifis: {wlan0: {password: "x}}}' }, 'netplan-wlan0-a'),
      undefined,
    );
  });
});
