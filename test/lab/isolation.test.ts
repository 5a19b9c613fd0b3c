import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aptAddresses, isolationRules, privateNetworks, rulesOf } from '../../lab/isolation.ts';
import { planLab } from '../../lab/lab-plan.ts';

const rules = isolationRules(planLab('lab', 3), ['10.1.2.3']);

describe('isolationRules', () => {
  it('lets nobody in from outside, but answers', () => {
    assert.equal(
      rules[0]?.join(' '),
      '! -i mclab3 -o mclab3 -m conntrack --ctstate NEW -m comment --comment microcloud-lab-lab -j DROP',
    );
  });

  it('lets mirrors through before it rejects their network', () => {
    const targets = rules.slice(1).map((rule) => [rule[rule.indexOf('-d') + 1], rule.at(-1)]);
    assert.deepEqual(targets, [['10.1.2.3/32', 'RETURN'], ...privateNetworks.map((network) => [network, 'REJECT'])]);
  });

  it("is about what leaves the lab's own bridge, and nothing else", () => {
    for (const rule of rules.slice(1)) assert.deepEqual(rule.slice(0, 5), ['-i', 'mclab3', '!', '-o', 'mclab3']);
  });
});

describe('rulesOf', () => {
  const listed = [
    '-N DOCKER-USER',
    '-A DOCKER-USER -d 10.0.0.0/8 -i mclab0 -m comment --comment microcloud-lab-lab -j REJECT --reject-with icmp-port-unreachable',
    '-A DOCKER-USER -d 10.0.0.0/8 -i mclab1 -m comment --comment "microcloud-lab-lab" -j RETURN',
    '-A DOCKER-USER -d 10.0.0.0/8 -i mclab2 -m comment --comment microcloud-lab-lab-2 -j REJECT',
    '-A DOCKER-USER -s 10.0.0.0/8 -m comment --comment "written by a person" -j DROP',
    '-A DOCKER-USER -j RETURN',
  ];

  it('picks those of one lab, and of no other with a longer name', () => {
    assert.deepEqual(
      rulesOf('lab', listed).map((rule) => rule[4]),
      ['mclab0', 'mclab1'],
    );
  });

  it('returns what iptables -D takes', () => {
    assert.equal(
      rulesOf('lab-2', listed).join(),
      'DOCKER-USER,-d,10.0.0.0/8,-i,mclab2,-m,comment,--comment,microcloud-lab-lab-2,-j,REJECT',
    );
  });
});

describe('aptAddresses', () => {
  it('looks up mirrors and proxies, with ports and passwords or without', async () => {
    const apt = {
      sources: 'deb http://127.0.0.1/debian trixie main\ndeb https://127.0.0.2:8443/x trixie main\n',
      options: ['Acquire::http::Proxy "http://me:secret@127.0.0.3:3142/";'],
    };
    assert.deepEqual(await aptAddresses(apt), ['127.0.0.1', '127.0.0.2', '127.0.0.3']);
  });

  it('leaves out what has no address', async () => {
    assert.deepEqual(await aptAddresses({ sources: 'deb http://nowhere.invalid/debian x main', options: [] }), []);
  });
});
