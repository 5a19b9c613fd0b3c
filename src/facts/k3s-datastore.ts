import { k3sPaths } from '../distributions/k3s-paths.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** Where a server of k3s keeps the cluster; 'none' before its first start, and on workers. */
export type Datastore = 'none' | 'sqlite' | 'etcd';

// sqlite's file is renamed once etcd has taken over what is in it.
export const datastore = commandFact(
  'datastore of k3s',
  sh`if [ -e ${k3sPaths.sqlite} ]; then echo sqlite
elif [ -d ${k3sPaths.etcd} ]; then echo etcd
else echo none; fi`,
  (stdout) => stdout.trim() as Datastore,
);
