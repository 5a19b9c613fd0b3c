import type { Plugin } from 'esbuild';

/**
 * Leaves out ssh2's native parts, which are optional. Where npm has compiled them they would be loaded, and on some
 * versions of Node they crash the process: https://github.com/mscdex/ssh2/issues/1511
 */
export const withoutNative: Plugin = {
  name: 'without-native',
  setup(build) {
    build.onResolve({ filter: /(\.node|^cpu-features)$/ }, ({ path }) => ({ path, namespace: 'native' }));
    build.onLoad({ filter: /.*/, namespace: 'native' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is left out`)});`,
    }));
  },
};
