import type { Plugin } from 'esbuild';

/** The client of Kubernetes, two megabytes, which one command uses. */
export const clientPackage = '@kubernetes/client-node';

/** Where it lies beside the program. */
export const clientFile = 'client-node.cjs';

/** What the program takes of it. `test/package` compares the two. */
export const usedOfClient = ['CoreV1Api', 'KubeConfig', 'makeInformer'] as const;

/** Puts a `require` of the file beside the program in the client's place: only who asks for it reads it. */
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

/** The client's package does not say that its files do nothing by being read: what nobody uses of it stayed, copying by tar too. */
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
