/** An image's name in parts: "ghcr.io" / "flannel-io/flannel" : "v0.28.10". */
export interface Reference {
  readonly host: string;
  readonly repository: string;
  /** A tag, or a digest "sha256:…". */
  readonly tag: string;
}

/** Reads a reference as Docker does: no host means docker.io, no folder there means library/, no tag means latest. */
export function parseReference(text: string): Reference {
  const [name = '', digest] = text.split('@');
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const host = hasHost ? first : 'docker.io';
  const path = hasHost ? name.slice(slash + 1) : name;
  const colon = path.lastIndexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  return {
    host,
    repository: host === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository,
    tag: digest ?? (colon < 0 ? 'latest' : path.slice(colon + 1)),
  };
}

/** Writes the reference in full, as containerd names the image. */
export function fullName({ host, repository, tag }: Reference): string {
  return `${host}/${repository}${tag.startsWith('sha256:') ? '@' : ':'}${tag}`;
}

/** Returns the URL of the manifest of a tag or digest, by the registry protocol. */
export function manifestUrl({ host, repository, tag }: Reference, digest = tag): string {
  return `https://${host}/v2/${repository}/manifests/${digest}`;
}

/** Returns the URL of a blob, by the registry protocol. */
export function blobUrl({ host, repository }: Reference, digest: string): string {
  return `https://${host}/v2/${repository}/blobs/${digest}`;
}
