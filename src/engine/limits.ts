/**
 * How long a run waits at most for what comes by itself, in seconds. Slow is not dead: a board on an old card takes ten
 * times as long as a quick one, and people see what the run waits for, and since when. Only what never comes makes a
 * person wait so long. docs/decisions/2026-11-30-slow-is-not-dead.md has what was measured.
 */
export const limits = {
  /** From the order to reboot to the first answer. Meanwhile a file system may be checked. */
  reboot: 1200,
  /** From the first answer until systemd has started everything. The run says again and again that it waits. */
  start: 900,
  /** What sets a new board up may install updates. */
  firstBoot: 1800,
  /** Another run, or another program that holds apt. */
  lock: 1800,
  /** The first answer of Kubernetes' API, after its control plane has booted. */
  api: 900,
  /** A node in the cluster is Ready, or the pods of a workload run: their images may have to be unpacked. */
  ready: 900,
  /** kubelet makes its Node object when it starts. */
  nodeObject: 300,
  /** kubelet asks for its certificate when it starts, and takes it up by itself. */
  certificate: 600,
  /** One of several control planes takes the shared address. */
  sharedAddress: 180,
  /** NTP sets the clock when a server answers. */
  clock: 180,
} as const;
