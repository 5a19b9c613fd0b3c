import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { answersOf } from '../../src/transport/ask-once.ts';
import { type Endpoint, endpointOf } from '../../src/transport/endpoint.ts';
import { type HostSettings, type SettingsOf, settingsOfHosts } from '../../src/transport/host-settings.ts';
import { type Surroundings, surroundings, type Target } from '../../src/transport/options.ts';
import { endpointsOf, type Route } from '../../src/transport/way.ts';
import { temporary } from './temporary.ts';

/** A person with a ~/.ssh/config, and with or without the program ssh. */
export interface Person {
  readonly home: string;
  readonly around: Surroundings;
  /** Notes about the configuration. */
  readonly notes: readonly string[];
  readonly settingsOf: SettingsOf;
  readonly endpoints: (target?: Partial<Target>) => Promise<Route>;
  readonly endpoint: (target?: Partial<Target>) => Promise<Endpoint>;
}

/** Makes a person with this text as configuration, and with MCTEST_HOME=/environment in the environment. */
export async function person(t: TestContext, config: string, { hasSsh = true } = {}): Promise<Person> {
  const home = await temporary(t);
  mkdirSync(join(home, '.ssh'));
  const configFile = join(home, '.ssh/config');
  // The quotes make the configuration more than plain, so that ssh is asked.
  writeFileSync(configFile, config && `${config}\nSendEnv "MCTEST"\n`);
  const notes: string[] = [];
  const env = { ...process.env, MCTEST_HOME: '/environment', ...(!hasSsh && { PATH: '/nowhere' }) };
  const around = { ...surroundings({ home, configFile, agent: '/agent' }), env };
  const answers = answersOf(async () => '');
  // The files are read again each time, as tests change them.
  const settingsOf: SettingsOf = (hop) => settingsOfHosts(around, answers, (note) => notes.push(note))(hop);
  const endpoints = (target: Partial<Target> = {}) =>
    endpointsOf({ node: 'pi-1', address: 'pi-1', ...target }, settingsOf, { hostKeys: 'ask' }, around);
  const endpoint = async (target?: Partial<Target>) => {
    const route = await endpoints(target);
    return route.at(-1) ?? route[0];
  };
  return { home, around, notes, settingsOf, endpoints, endpoint };
}

/** Makes the endpoint of a node without any settings of ssh. */
export function endpointLike(target: Target): Endpoint {
  const nothing: HostSettings = { one: () => undefined, all: () => [], placeOf: () => undefined };
  return endpointOf(target, nothing, { hostKeys: 'ask' }, surroundings({ home: '/nowhere', agent: false }));
}
