import { k3s } from '../distributions/k3s.ts';
import { sh } from '../shell/sh.ts';
import { commandFact } from './command.ts';

/** Where a server of k3s keeps the cluster; 'none' before its first start, and on workers. */
export type Datastore = 'none' | 'sqlite' | 'etcd';

// sqlite's file is renamed once etcd has taken over what is in it.
export const datastore = commandFact(
  'datastore of k3s',
  sh`if [ -e ${k3s.sqlite} ]; then echo sqlite
elif [ -d ${k3s.etcd} ]; then echo etcd
else echo none; fi`,
  (stdout) => stdout.trim() as Datastore,
);
