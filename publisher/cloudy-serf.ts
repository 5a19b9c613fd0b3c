import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { OwnNodes } from './clean-entry.ts';
import { cleanInfo, cleanMembers } from './clean-members.ts';
import type { PublisherConfigFile } from './config.ts';

/**
 * The program that Cloudy's programs call instead of Serf. They run as root and trust its output, which any member of
 * Serf can write to. So the output is made harmless here. `members` and `info` always answer in JSON: these programs
 * ask for nothing else.
 */
const program = process.env.CLOUDY_SERF_PROGRAM ?? '/usr/bin/serf';
const configFile = '/etc/microcloud/publisher.json';
const most = { bytes: 16 * 1024 * 1024, milliseconds: 30_000 } as const;

const [verb = '', ...words] = process.argv.slice(2);
const cleaners: Readonly<Record<string, (stdout: string) => string>> = {
  members: (stdout) => JSON.stringify(cleanMembers(JSON.parse(stdout), ownNodes())),
  info: (stdout) => JSON.stringify(cleanInfo(JSON.parse(stdout))),
};
const clean = Object.hasOwn(cleaners, verb) ? cleaners[verb] : undefined;
const call = clean
  ? [verb, '-format=json', ...words.filter((word) => /^-(status|rpc-addr)=[\w.:]+$/.test(word))]
  : [verb, ...words];

execFile(program, call, { maxBuffer: most.bytes, timeout: most.milliseconds }, (error, stdout, stderr) => {
  try {
    if (error) throw new Error(harmless(`${stdout}${stderr}` || error.message));
    process.stdout.write(`${clean ? clean(stdout) : harmless(stdout)}\n`);
  } catch (failure) {
    process.stderr.write(`${(failure as Error).message}\n`);
    process.exitCode = 1;
  }
});

function ownNodes(): OwnNodes {
  try {
    const config: Partial<PublisherConfigFile> = JSON.parse(readFileSync(configFile, 'utf8'));
    const { node = '', address = '', neighbours = {} } = config;
    return {
      names: new Set([node, ...Object.keys(neighbours)]),
      addresses: new Set([address, ...Object.values(neighbours)]),
    };
  } catch {
    // A node without a publisher has no such file.
    return { names: new Set(), addresses: new Set() };
  }
}

/** Keeps letters, digits and the signs of sentences and addresses only: the pages print the text. */
function harmless(text: string): string {
  return text.replace(/[^\p{L}\p{N}\n ._:/@+=,()-]/gu, '_');
}
