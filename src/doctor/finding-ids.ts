import type boot from './boot/planned-boot.ts';
import type cloudy from './cloudy/planned-cloudy.ts';
import type addons from './cluster/planned-addons.ts';
import type cluster from './cluster/planned-cluster.ts';
import type hardware from './hardware/planned-hardware.ts';
import type network from './network/planned-network.ts';
import type certificates from './node/planned-certificates.ts';
import type node from './node/planned-node.ts';
import type standing from './node/planned-standing.ts';
import type versions from './node/planned-versions.ts';
import type people from './people/planned-people.ts';
import type runtime from './runtime/planned-runtime.ts';
import type refused from './ssh/refused.ts';
import type unreachable from './ssh/unreachable.ts';
import type system from './system/planned-system.ts';

type Tables = typeof addons &
  typeof boot &
  typeof certificates &
  typeof cloudy &
  typeof cluster &
  typeof hardware &
  typeof network &
  typeof node &
  typeof people &
  typeof refused &
  typeof runtime &
  typeof standing &
  typeof system &
  typeof unreachable &
  typeof versions;

/** Faults that doctor finds by questions of its own, and that steps and surveys find, too. */
type SharedId =
  | 'apt.sources'
  | 'id.machine_id_dup'
  | 'net.shared_address'
  | 'node.absent'
  | 'node.missing'
  | 'serf.key';

/** What a removal takes away. Doctor does not look for these: no check has one of these ids. */
type RemovalId =
  | 'leave.containers'
  | 'leave.control_groups'
  | 'leave.drain'
  | 'leave.etcd'
  | 'leave.files'
  | 'leave.images'
  | 'leave.kernel_settings'
  | 'leave.links'
  | 'leave.mounts'
  | 'leave.namespaces'
  | 'leave.node_object'
  | 'leave.pods'
  | 'leave.processes'
  | 'leave.programs'
  | 'leave.publisher'
  | 'leave.rules'
  | 'leave.proxy'
  | 'leave.volumes'
  | 'leave.shared_address'
  | 'leave.state'
  | 'leave.tokens'
  | 'leave.user';

/** Why no cluster is made from a copy. Doctor does not look for these: no check has one of these ids. */
type RestoreId = 'restore.in_the_way' | 'restore.silent';

/**
 * What a finding of a step, or an error of a connection, may be called: a row of one of doctor's tables, which says
 * what the finding means. Words may change; the id stays. People and programs know a finding by it.
 */
export type FindingId = keyof Tables | SharedId | RemovalId | RestoreId;

/** What tells one finding from another: not its words, which may change. */
export interface FindingIdentity {
  /** The check that says what the finding means. Default: the id of the step. */
  readonly id?: FindingId;
  /**
   * What exactly it is about, where the id does not tell: a path, a setting, another node. It is compared, so it has no
   * words that may change.
   */
  readonly about?: string;
}
