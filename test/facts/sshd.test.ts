import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { takesPasswords } from '../../src/facts/sshd.ts';

const rows: readonly (readonly [about: string, answer: string, expected: boolean])[] = [
  ['taken when nothing says so', '', true],
  ['taken', 'PasswordAuthentication yes\n', true],
  ['refused', 'PasswordAuthentication no\n', false],
  ['refused by the first line that says so', 'PasswordAuthentication no\nPasswordAuthentication yes\n', false],
  ['refused in another spelling', '  passwordauthentication="NO"\n', false],
];

describe('passwords of SSH', () => {
  for (const [about, answer, expected] of rows) {
    it(`are ${about}`, () => assert.equal(takesPasswords.parse(answer), expected));
  }
});
