import { dhcpcd } from './dhcpcd.ts';
import { ifupdown } from './ifupdown.ts';
import { keyfile } from './keyfile.ts';
import { netplanNetworkd, netplanNetworkManager } from './netplan.ts';
import type { Stack } from './stack.ts';

/** What may configure a Pi's interfaces. Told apart by what runs, never by the release: people switch. */
export const stacks: readonly Stack[] = [keyfile, netplanNetworkManager, netplanNetworkd, dhcpcd, ifupdown];
