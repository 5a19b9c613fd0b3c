import type { PatchedModule } from './patched-module.ts';

/** How the programs of a part are made; the recipe is the directory `recipes/<name of the part>`. */
export type Build =
  | {
      readonly kind: 'go';
      /** Program → Go package. */
      readonly packages: Readonly<Record<string, string>>;
      /** Go variables to set at link time. */
      readonly variables?: Readonly<Record<string, string>>;
      readonly cgo?: boolean;
      /**
       * The recipe with the Go files, where this recipe only has a go.mod, for another version of the same programs.
       */
      readonly sources?: string;
      readonly patched?: PatchedModule;
    }
  | { readonly kind: 'c'; readonly program: string; readonly source: string }
  | { readonly kind: 'debian'; readonly program: string; readonly suite: string; readonly packages: readonly string[] };

/** One recipe of the lab: what it builds, and where the results go in the bundle. */
export interface Part {
  readonly name: string;
  /** How long a first build takes on two cores. */
  readonly takes: string;
  readonly build: Build;
  /** Path in the bundle → program. Each file gets a `.sha256` beside it. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path of an archive (.tar.gz) in the bundle → path in the archive → program. A SHA256SUMS lies beside it. */
  readonly archives?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Reference → what is in the image. */
  readonly images?: Readonly<Record<string, ImageRecipe>>;
}

export interface ImageRecipe {
  /** Whether the image has a small Debian below, with cp, iptables and the like. Otherwise it has nothing else. */
  readonly onBase?: boolean;
  /** A program of the part that is an archive of a whole system: it becomes the lowest layer. */
  readonly archive?: string;
  readonly entrypoint: string;
  /** Absolute path in the image → program. */
  readonly programs: Readonly<Record<string, string>>;
}

/** An image with one program, which it starts. */
export function onlyProgram(program: string, path = `/usr/local/bin/${program}`): ImageRecipe {
  return { entrypoint: path, programs: { [path]: program } };
}
