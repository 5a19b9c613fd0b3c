import type { Reported } from '../about.ts';

/** Faults that `init` finds when it compares all nodes. Doctor does not look for them. */
export default {
  'cluster.second': {
    title: 'It might make a second cluster',
    why: 'A control plane cannot be asked whether it has the cluster already.',
    advice: 'Switch the other control planes on, then: microcloud init',
    runbook:
      'A first control plane in no cluster makes one. Another control plane does not answer: if it has a cluster, there would be two.',
    source: 'microcloud',
  },
  'cluster.majority': {
    title: 'Too few control planes run',
    why: 'etcd decides by majority: without one nothing can be changed, and init changes nothing on control planes.',
    advice: 'Switch the other control planes on, then: microcloud init',
    runbook:
      'Of three control planes two must run, of five three. Pods go on meanwhile. When too few control planes come back because their cards are lost, the cluster must be restored from a backup, or made anew.',
    source: 'etcd: failure tolerance',
  },
  'cluster.endpoint': {
    title: 'The cluster is called by the address of a node that is not in it',
    why: 'The node would have to join through itself.',
    advice: 'Put its old card back, or: microcloud reset, then microcloud init',
    runbook:
      'cluster.endpoint names this control plane, and another one has the cluster. An endpoint that is no single node (a load balancer, keepalived) does not have this problem.',
    source: 'kubeadm, controlPlaneEndpoint',
  },
} as const satisfies Reported;
