import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cloudySources } from '../../../src/artifacts/cloudy-sources.ts';
import { template } from '../../../src/resources/template.ts';
import { Secret } from '../../../src/shell/sh.ts';
import step from '../../../src/steps/cloudy/web-pages.ts';
import { fixture } from '../../support/fixture.ts';
import { fileAnswer, makeScope, planStep, unitAnswer } from '../../support/plan.ts';
import { itPlans } from '../../support/rows.ts';

const missing = unitAnswer({ load: 'not-found', active: 'inactive', enablement: '', started: '' });
const fresh = {
  links: fixture('simulated-trixie/network-links'),
  takesPasswords: '',
  avahiPs: '',
  avahiPsProof: '',
  cDistro: '',
  cDistroProof: '',
  plug: '',
  service: '',
  disabledService: '',
  config: '',
  getinconf: '',
  avahiConfig: '',
  guard: '',
  button: '',
  initScript: '',
  unitFile: '',
  unit: missing,
  daemonFile: '',
  daemon: missing,
};

const config = `SERVER="/usr/bin/php"
BINDIP="0.0.0.0"
PORT="7000"
SSHAUTH=0
PRIMARYINTERFACE="eth0"
PUBLIC_IP="192.168.0.202"
`;
const commit = ({ version }: { readonly version: string }) => fileAnswer(`${version}\n`);
const base = {
  ...fresh,
  avahiPs: commit(cloudySources.avahiPs),
  avahiPsProof: fileAnswer('#!/bin/bash\n', { mode: '755' }),
  cDistro: commit(cloudySources.cDistro),
  cDistroProof: fileAnswer('<?php\n'),
  config: fileAnswer(config),
  getinconf: fileAnswer('GETINCONF_IGNORE=1\n'),
  avahiConfig: fileAnswer('DATABASE="none"\n'),
  guard: fileAnswer(template('cloudy-guard.php', {})),
  button: fileAnswer(template('kubernetes.avahi.php', {})),
  initScript: fileAnswer(template('systemctl.init', { name: 'cdistro' }), { mode: '755' }),
  unitFile: fileAnswer(template('cdistro.service', {})),
  unit: unitAnswer(),
  daemonFile: fileAnswer(template('cdistrod.service', {})),
  daemon: unitAnswer(),
};
// Their texts are not ours to keep here: they count as changed.
const plugs = [
  'change: Install /usr/share/avahi-ps/plugs/avahi-ps-serf',
  'change: Install /usr/share/avahi-service/files/serf.service',
];
const nobody = 'note: Nobody can log in to the web pages of Cloudy: they have no login of their own. [cloudy.login]';

const login = { user: 'ada', password: { prompt: true } } as const;
const hash = '0123456789abcdef0123456789abcdef';
const ours = (password: string) => `${config}LOGIN="ada"\nPASSWORD="${password}"\nLOGIN_OF="microcloud"\n`;
const withLogin = (revealed?: string) => {
  const { secrets } = makeScope();
  return makeScope({
    cloudy: { login },
    secrets: { ...secrets, webPasswordHash: revealed ? new Secret('web password', () => revealed) : undefined },
  });
};

describe('web pages of Cloudy', () => {
  itPlans(
    step,
    base,
    {
      'are as they should be, but for two files of unknown text': { finds: [...plugs, nobody] },
      'are set up on a fresh node': {
        when: fresh,
        finds: [
          'change: Install avahi-ps of Cloudy',
          'change: Install cDistro of Cloudy',
          ...plugs,
          'change: Write /etc/cloudy/cloudy.conf',
          'change: Write /etc/getinconf-client.conf',
          'change: Write /etc/avahi-ps.conf',
          'change: Write /usr/local/lib/microcloud/cloudy-guard.php',
          'change: Write /var/local/cDistro/plug/avahi/kubernetes.avahi.php',
          'change: Write /etc/init.d/cdistro',
          'change: Write /etc/systemd/system/cdistrod.service',
          'change: Write /etc/systemd/system/cdistro.service',
          'change: Enable cdistro.service [cloudy.ui]',
          'change: Start cdistro.service [cloudy.ui]',
          'change: Enable cdistrod.service [cloudy.ui]',
          'change: Start cdistrod.service [cloudy.ui]',
          nobody,
        ],
      },
      'are brought again at another commit, or when they are gone': {
        when: { avahiPs: fileAnswer('c64151d\n'), cDistroProof: '' },
        finds: ['change: Install avahi-ps of Cloudy', 'change: Install cDistro of Cloudy', ...plugs, nobody],
      },
      'leave it to people whether Serf is announced': {
        when: { disabledService: fileAnswer('#!/bin/sh\n') },
        finds: [...plugs.slice(0, 1), nobody],
      },
      "are not where the inventory wants the agent alone, and somebody's own are left": {
        when: { ...fresh, unit: base.unit },
        scope: makeScope({ cloudy: { install: 'agent' } }),
        finds: [],
      },
      'are stopped when the inventory wants the agent alone': {
        scope: makeScope({ cloudy: { install: 'agent' } }),
        finds: ['change: Stop and disable cdistro.service', 'change: Stop and disable cdistrod.service'],
      },
      'no longer let in people who may log in by SSH': {
        when: { config: fileAnswer(config.replace('SSHAUTH=0', 'SSHAUTH=1')) },
        finds: [...plugs, 'change: Change /etc/cloudy/cloudy.conf', nobody],
      },
      'let in people who may log in by SSH where the inventory says so': {
        when: { config: fileAnswer(config.replace('SSHAUTH=0', 'SSHAUTH=1')) },
        scope: makeScope({ cloudy: { sshLogin: true } }),
        finds: plugs,
      },
      'say that nobody can log in where SSH takes keys only': {
        when: {
          takesPasswords: 'PasswordAuthentication no\n',
          config: fileAnswer(config.replace('SSHAUTH=0', 'SSHAUTH=1')),
        },
        scope: makeScope({ cloudy: { sshLogin: true } }),
        finds: [...plugs, nobody],
      },
      'get a login of their own': {
        scope: withLogin(hash),
        finds: [...plugs, 'change: Change /etc/cloudy/cloudy.conf'],
      },
      'have their login': {
        when: { config: fileAnswer(ours(hash), { mode: '600' }) },
        scope: withLogin(hash),
        finds: plugs,
      },
      'get another password': {
        when: { config: fileAnswer(ours('fedcba'), { mode: '600' }) },
        scope: withLogin(hash),
        finds: [...plugs, 'change: Change /etc/cloudy/cloudy.conf'],
      },
      'count as having the right password in a run that only looks': {
        when: { config: fileAnswer(ours('fedcba'), { mode: '600' }) },
        scope: withLogin(),
        finds: plugs,
      },
      "lose their login with the inventory's": {
        when: { config: fileAnswer(ours(hash), { mode: '600' }) },
        finds: [...plugs, 'change: Change /etc/cloudy/cloudy.conf', nobody],
      },
      'keep a login that somebody else gave them': {
        when: { config: fileAnswer(`${config}LOGIN="ada"\nPASSWORD="fedcba"\n`, { mode: '600' }) },
        finds: plugs,
      },
      'hide a password that others could read': {
        when: { config: fileAnswer(`${config}LOGIN="ada"\nPASSWORD="fedcba"\n`) },
        finds: [...plugs, 'change: Change /etc/cloudy/cloudy.conf'],
      },
    },
    { undone: 'it writes to /usr/sbin' },
  );

  it('never show a password, nor what they compare it with', () => {
    const old = fileAnswer(`${config}#PASSWORD="${'a'.repeat(32)}"\nPASSWORD="${'b'.repeat(32)}"\n`);
    const changes = planStep(step, { ...base, config: old }, withLogin(hash)).filter(({ kind }) => kind === 'change');
    assert.ok(changes.length > plugs.length);
    const shown = JSON.stringify(changes);
    assert.doesNotMatch(shown, /a{32}|b{32}/);
    assert.ok(!shown.includes(hash));
  });

  it('keep nothing of the login that they lose', () => {
    const had = fileAnswer(ours(hash), { mode: '600' });
    const change = planStep(step, { ...base, config: had }).find(({ about }) => about === '/etc/cloudy/cloudy.conf');
    assert.equal(change?.kind === 'change' && change.after, config);
  });

  it('keep lines of the configuration that are not ours', () => {
    const own = fileAnswer(`# mine\nPORT="8000"\nPRIMARYINTERFACE="wlan0"\nPRIMARYINTERFACE="eth0"\n`);
    const change = planStep(step, { ...base, config: own }).find(({ about }) => about === '/etc/cloudy/cloudy.conf');
    assert.equal(
      change?.kind === 'change' && change.after,
      '# mine\nPORT="8000"\nPRIMARYINTERFACE="eth0"\nBINDIP="0.0.0.0"\nPUBLIC_IP="192.168.0.202"\nSSHAUTH=0\n',
    );
  });
});
