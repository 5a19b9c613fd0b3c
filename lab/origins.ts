/**
 * Whether this machine can download what nodes need from where it is published. Where it can not (package
 * registries only), the lab builds the same things from source.
 */
export async function canReachOrigins(url = 'https://dl.k8s.io/release/stable.txt'): Promise<boolean> {
  try {
    const response = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(3000) });
    return response.ok;
  } catch {
    return false;
  }
}
