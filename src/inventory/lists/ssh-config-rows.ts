import type { Row, Value } from './listed-hosts.ts';

const columns: Readonly<Record<string, string>> = {
  hostname: 'address',
  user: 'user',
  port: 'port',
  identityfile: 'identityFile',
  proxyjump: 'ProxyJump',
  proxycommand: 'ProxyCommand',
};

/**
 * The beginnings of the keywords of ssh_config(5). All lines are compared with them, as other texts, such as the output
 * of nmap, also have lines that begin with Host.
 */
const known =
  /^(host|match|include|user|port|identit|proxy|add|address|batch|bind|canonical|ca|certificate|channel|check|ciphers|clear|compression|connect|control|dynamic|enable|escape|exit|finger|fork|forward|gateway|global|gss|hash|ip|kbd|kex|known|local|log|macs|no|number|obscure|password|permit|pkcs|preferred|pub|refuse|rekey|remote|request|required|revoked|rsa|security|send|server|session|set|stdin|stream|strict|syslog|tag|tcp|tunnel|update|use|verify|version|visual|xauth)[a-z0-9]*$/;

/**
 * Reads the machines of an ssh_config, without names that are patterns. Returns undefined where the text is no
 * ssh_config.
 */
export function sshConfigRows(text: string, file: string): readonly Row[] | undefined {
  const lines = text
    .split(/\r?\n/)
    .map((line, index) => ({ words: wordsOf(line), place: `${file}:${index + 1}` }))
    .filter(({ words: [keyword = ''] }) => keyword !== '');
  if (!lines.some(({ words }) => words[0] === 'host')) return undefined;
  if (!lines.every(({ words: [keyword = '', value] }) => known.test(keyword) && value !== undefined)) return undefined;
  const rows: { readonly place: string; readonly values: Value[] }[] = [];
  let open: Value[] = [];
  for (const { words, place } of lines) {
    const [keyword = '', ...values] = words;
    if (keyword === 'host' || keyword === 'match') {
      open = [];
      const [name] = keyword === 'host' ? values.filter((one) => !/[*?!%]/.test(one)) : [];
      if (name !== undefined && !/^(github|gitlab|bitbucket)\./.test(name)) {
        open.push({ text: name, column: 'name', place });
        rows.push({ place, values: open });
      }
      continue;
    }
    const column = columns[keyword] ?? `ssh options ${keyword}`;
    // The first value of an option counts, as in ssh.
    if (!open.some((one) => one.column === column)) open.push({ text: values.join(' '), column, place });
  }
  return rows;
}

function wordsOf(line: string): readonly string[] {
  const [, keyword = '', rest = ''] = /^\s*([^\s=#]+)\s*=?\s*(.*?)\s*$/.exec(line) ?? [];
  const words = rest.match(/"[^"]*"|\S+/g) ?? [];
  return [keyword.toLowerCase(), ...words.map((word) => word.replaceAll('"', ''))];
}
