import type { Plugin } from 'esbuild';

/** The client library of Kubernetes: two megabytes, which only one command uses. */
export const clientPackage = '@kubernetes/client-node';

/** Its file, beside the program. */
export const clientFile = 'client-node.cjs';

/** What the program uses of it. A test in `test/package` compares this with the sources. */
export const usedOfClient = ['CoreV1Api', 'KubeConfig', 'makeInformer'] as const;

/** Replaces the client by a `require` of the file beside the program, which is then only read when needed. */
export const clientApart: Plugin = {
  name: 'client-apart',
  setup(build) {
    const itself = new RegExp(`^${clientPackage}$`);
    build.onResolve({ filter: itself }, ({ path }) => ({ path, namespace: 'client-apart' }));
    build.onResolve(
      { filter: new RegExp(`^\\./${RegExp.escape(clientFile)}$`), namespace: 'client-apart' },
      ({ path }) => ({ path, external: true }),
    );
    build.onLoad({ filter: /.*/, namespace: 'client-apart' }, () => ({
      contents: `module.exports = require('./${clientFile}');`,
    }));
  },
};

/**
 * Declares that the client's files have no side effects, which its package does not say: otherwise unused parts would
 * stay, such as copying by tar.
 */
export const clientShaken: Plugin = {
  name: 'client-shaken',
  setup(build) {
    build.onResolve({ filter: /^\.|^@kubernetes\/client-node$/ }, async ({ path, pluginData, ...asked }) => {
      if (pluginData === clientShaken) return undefined;
      const found = await build.resolve(path, { ...asked, pluginData: clientShaken });
      return found.path.includes(`/node_modules/${clientPackage}/`) ? { ...found, sideEffects: false } : found;
    });
  },
};
