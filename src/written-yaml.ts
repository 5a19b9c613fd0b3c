import { stringify, type ToStringOptions } from 'yaml';

/**
 * Writes YAML for other programs. Kubernetes, k3s and cloud-init read YAML 1.1, where `no`, `on`, `y`, `1:30` and
 * `2026-01-01` are not strings: a cluster called "no" would become false. Such strings are quoted here.
 */
export function writtenYaml(value: unknown, options: ToStringOptions = {}): string {
  return stringify(value, { compat: 'yaml-1.1', ...options });
}
