import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isExempt, proxyFor } from '../../src/artifacts/proxy-settings.ts';
import { UserError } from '../../src/errors.ts';

type Env = Readonly<Record<string, string>>;

describe('proxyFor', () => {
  const rows: readonly (readonly [about: string, env: Env, url: string | undefined, variable?: string])[] = [
    ['nothing', {}, undefined],
    ['a whole address', { HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128', 'HTTPS_PROXY'],
    [
      'an address without its scheme',
      { HTTPS_PROXY: 'proxy.home.arpa:3128' },
      'http://proxy.home.arpa:3128',
      'HTTPS_PROXY',
    ],
    ['an address that is a number', { https_proxy: '127.0.0.1:3128' }, 'http://127.0.0.1:3128', 'https_proxy'],
    ['an IPv6 address', { https_proxy: '[::1]:3128/' }, 'http://[::1]:3128', 'https_proxy'],
    ['a name alone', { https_proxy: 'proxy' }, 'http://proxy', 'https_proxy'],
    ['blanks around it', { https_proxy: ' http://proxy:1 \n' }, 'http://proxy:1', 'https_proxy'],
    ['capitals in the scheme', { https_proxy: 'HTTP://Proxy:1' }, 'http://proxy:1', 'https_proxy'],
    ['a proxy that is asked by TLS', { HTTPS_PROXY: 'https://proxy' }, 'https://proxy', 'HTTPS_PROXY'],
    [
      'lower case beside upper case',
      { HTTPS_PROXY: 'http://a:1', https_proxy: 'http://b:1' },
      'http://b:1',
      'https_proxy',
    ],
    ['an empty one in lower case', { HTTPS_PROXY: 'http://a:1', https_proxy: '' }, undefined],
    ['one for all', { ALL_PROXY: 'http://a:1' }, 'http://a:1', 'ALL_PROXY'],
    ['one for all beside its own', { all_proxy: 'socks5h://a:1', HTTPS_PROXY: 'b:1' }, 'http://b:1', 'HTTPS_PROXY'],
    ['an empty one beside one for all', { ALL_PROXY: 'http://a:1', HTTPS_PROXY: '' }, undefined],
    ['one for HTTP only', { HTTP_PROXY: 'http://a:1' }, undefined],
    ['a user and a password', { HTTPS_PROXY: 'ana:hunter2@proxy:1' }, 'http://ana:hunter2@proxy:1', 'HTTPS_PROXY'],
  ];
  for (const [about, env, url, variable] of rows) {
    it(`takes ${about}`, () => {
      const proxy = proxyFor('https', env);
      assert.deepEqual([proxy?.url, proxy?.variable], [url, variable]);
      assert.doesNotMatch(proxy?.host ?? '', /hunter2/);
    });
  }

  for (const [about, env, message] of [
    [
      'SOCKS',
      { HTTPS_PROXY: 'socks5h://ana:hunter2@127.0.0.1:1080' },
      /^HTTPS_PROXY names a SOCKS proxy \(socks5h:\/\/\), and microcloud can only use HTTP proxies\.$/,
    ],
    ['SOCKS for all', { all_proxy: 'socks5://127.0.0.1:1080' }, /^all_proxy names a SOCKS proxy \(socks5:\/\/\)/],
    ['another scheme', { https_proxy: 'ftp://hunter2' }, /^https_proxy names ftp:\/\/, and/],
    ['quotes around it', { https_proxy: '"http://hunter2:3128"' }, /^https_proxy is no address of a proxy\.$/],
    ['a port that is none', { https_proxy: 'hunter2:99999' }, /^https_proxy is no address of a proxy\.$/],
    ['a scheme alone', { https_proxy: 'http://' }, /^https_proxy is no address of a proxy\.$/],
  ] as const) {
    it(`refuses ${about}, with what to type, and does not repeat the value`, () =>
      assert.throws(
        () => proxyFor('https', env),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, message);
          assert.match(
            error.hints.join('\n'),
            /PROXY=(http:\/\/HOST:PORT)? before the same command|proxy=http:\/\/HOST:PORT/,
          );
          assert.doesNotMatch(`${error.message} ${error.hints}`, /hunter2/);
          return true;
        },
      ));
  }
});

describe('isExempt', () => {
  const rows: readonly (readonly [list: string, url: string, is: boolean])[] = [
    ['', 'https://dl.k8s.io/', false],
    ['*', 'https://dl.k8s.io/', true],
    ['home.arpa', 'http://mirror.home.arpa:8080/', true],
    ['.home.arpa', 'http://mirror.home.arpa/', true],
    ['*.home.arpa', 'http://mirror.home.arpa/', true],
    ['.home.arpa', 'http://home.arpa/', true],
    ['home.arpa', 'http://otherhome.arpa/', false],
    ['HOME.ARPA.', 'http://Mirror.home.arpa/', true],
    ['localhost, 127.0.0.1', 'http://127.0.0.1:8080/', true],
    ['localhost 127.0.0.1', 'http://localhost/', true],
    ['10.0.0.0/8', 'http://10.20.30.40/', true],
    ['10.0.0.0/8', 'http://11.20.30.40/', false],
    ['10.0.0.0/33', 'http://10.20.30.40/', false],
    ['0.0.1', 'http://10.0.0.1/', false],
    ['fd00::/8', 'http://[fd00::5]/', true],
    ['[fd00::5]', 'http://[fd00::5]:80/', true],
    ['10.0.0.0/8', 'http://[fd00::5]/', false],
    ['mirror:8080', 'http://mirror:8080/', true],
    ['mirror:8080', 'http://mirror/', false],
    ['mirror:443', 'https://mirror/', true],
  ];
  for (const [list, url, is] of rows)
    it(`takes ${url} ${is ? 'out of' : 'to'} the proxy for NO_PROXY=${list}`, () => {
      assert.equal(isExempt(new URL(url), { NO_PROXY: list }), is);
      assert.equal(isExempt(new URL(url), { NO_PROXY: is ? '' : '*', no_proxy: list }), is);
    });
});
