import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireAskedGroup } from '../../src/tasks/people/asked-group.ts';

const group = 'microcloud:ismael:7f3k7f3k';

function ask(asked: string, { has, before = [] }: { readonly has?: string; readonly before?: readonly string[] } = {}) {
  const known = has === undefined ? undefined : { group: has, ends: undefined };
  const given = { has: (one: string) => before.includes(one) };
  requireAskedGroup('ismael', { person: 'ismael', group: asked, pem: '' }, { known, given });
}

describe('the group that a request asks for', () => {
  it('may be a new one of somebody new', () => ask(group, { before: ['microcloud:ismael:00000000'] }));
  it('may be the one that the person has', () => ask(group, { has: group, before: [group] }));

  it('is refused where the person has another one, and the person is told which', () => {
    assert.throws(
      () => ask('microcloud:ismael:ffffffff', { has: group }),
      (error: Error & { hints: string[] }) =>
        /has another group in the cluster/.test(error.message) &&
        error.hints.some((hint) => hint.includes(`user request ismael --group ${group} `)),
    );
  });

  it('is refused where certificates had it that may lie about', () => {
    assert.throws(() => ask(group, { before: [group] }), /certificates had this group before/);
  });

  for (const asked of [
    'system:masters',
    'microcloud:ana:7f3k7f3k',
    'microcloud:ismael',
    'microcloud:ismael:7f3k:x',
    'microcloud:ismael:7F3K7F3K',
    'microcloud:ismael:7f3k\n',
    '',
  ]) {
    it(`is refused where it is ${JSON.stringify(asked)}`, () => {
      assert.throws(() => ask(asked), /The request is refused: ismael has no group/);
    });
  }

  it('is refused where the name in the request is not the name of the person', () => {
    const request = { person: 'ana', group, pem: '' };
    const cluster = { known: undefined, given: { has: () => false } };
    assert.throws(() => requireAskedGroup('ismael', request, cluster), /is refused/);
  });
});
