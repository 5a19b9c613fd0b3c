/** A fault to inject on a real node, and what doctor must then say. */
export interface Fault {
  /** The id of the only finding. */
  readonly id: string;
  /** Default: pi-2. */
  readonly on?: 'pi-1' | 'pi-2';
  /** Shell, as root in the node's container. */
  readonly fault: string;
  /** What cures it: a shell script in the same place, or what a user would type: init, doctor --fix. */
  readonly cure: 'init' | 'fix' | { readonly shell: string };
  /** Set where the finding comes or goes only after a while. */
  readonly isSlow?: true;
}

/** Replaces a program by one that answers as on a machine with the fault. Other calls go to the real program. */
export function fake(
  tool: string,
  cases: string,
): { readonly fault: string; readonly cure: { readonly shell: string } } {
  const path = `/usr/local/sbin/${tool}`;
  return {
    fault: `cat >${path} <<'END'
#!/bin/sh
${cases}
exec $(PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin command -v ${tool}) "$@"
END
chmod +x ${path}`,
    cure: { shell: `rm ${path}` },
  };
}

/** Covers a file of the kernel with another content. */
export function covered(
  path: string,
  content: string,
): { readonly fault: string; readonly cure: { readonly shell: string } } {
  return {
    fault: `mkdir -p /run/test; printf '${content}' >/run/test/cover; mount --bind /run/test/cover ${path}`,
    cure: { shell: `umount ${path}` },
  };
}

/** Changes a file by sed. The cure puts it back. */
export function edited(
  path: string,
  sed: string,
): { readonly fault: string; readonly cure: { readonly shell: string } } {
  return {
    fault: `cp -a ${path} /root/kept; sed -i '${sed}' ${path}`,
    cure: { shell: `cat /root/kept >${path}` },
  };
}
