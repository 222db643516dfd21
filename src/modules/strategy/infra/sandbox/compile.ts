import { build, transform } from "esbuild";
import { z } from "zod";
import type { Diagnostic } from "../../domain/own/own-strategy";

/** The file that people write, as diagnostics and compilers name it. */
export const SOURCE_FILE = "strategy.ts";
const SDK = "bifrost";
/** Entries have a name of their own, so that what is imported is told from what imports. */
const ENTRY_NAMESPACE = "strategy";

export type Compiled =
  | { readonly compiled: string; readonly diagnostics: readonly Diagnostic[] }
  | { readonly compiled: null; readonly diagnostics: readonly Diagnostic[] };

/**
 * TypeScript into what the sandbox runs, with the map back to its lines. Only the SDK may be imported: whatever else a file
 * names is an error at the line that names it. Nothing of this machine is read.
 */
export async function compileSource(source: string): Promise<Compiled> {
  try {
    const made = await build({
      entryPoints: [SOURCE_FILE],
      bundle: true,
      write: false,
      format: "esm",
      target: "es2022",
      // `**` has bits of its own in each engine; Math.pow has those of the host. Large integers run where no clock can stop them.
      supported: { "exponent-operator": false, bigint: false },
      sourcemap: "inline",
      sourcesContent: false,
      charset: "utf8",
      logLevel: "silent",
      tsconfigRaw: {},
      plugins: [
        {
          name: "only-the-sdk",
          setup(bundler) {
            bundler.onResolve({ filter: /.*/ }, ({ kind, path }) => {
              if (kind === "entry-point") return { path, namespace: ENTRY_NAMESPACE };
              if (kind === "import-statement" && path === SDK) return { path, external: true };
              return { errors: [{ text: `only "${SDK}" can be imported, at the top of the file; not "${path}"` }] };
            });
            bundler.onLoad({ filter: /.*/, namespace: ENTRY_NAMESPACE }, () => ({ contents: source, loader: "ts" }));
          },
        },
      ],
    });
    const compiled = made.outputFiles[0]?.text ?? "";
    return { compiled, diagnostics: made.warnings.map((each) => toDiagnostic(each, "warning")) };
  } catch (error) {
    const refused = Refused.safeParse(error);
    if (!refused.success) throw error;
    return { compiled: null, diagnostics: refused.data.errors.map((each) => toDiagnostic(each, "error")) };
  }
}

/** A compiled file as the body of a function of `require`, `module` and `exports`, with the map to the lines of its source. */
export async function scriptOf(compiled: string): Promise<string> {
  const { code } = await transform(compiled, {
    format: "cjs",
    target: "es2022",
    sourcemap: "inline",
    sourcesContent: false,
    charset: "utf8",
    logLevel: "silent",
    tsconfigRaw: {},
  });
  return code;
}

/** What the compiler throws at a source that is none. */
const Refused = z.object({
  errors: z
    .array(z.object({ text: z.string(), location: z.object({ line: z.number(), column: z.number() }).nullable() }))
    .min(1),
});

type Said = z.output<typeof Refused>["errors"][number];

const toDiagnostic = ({ text, location }: Said, severity: Diagnostic["severity"]): Diagnostic => ({
  line: location?.line ?? 0,
  column: location === null ? 0 : location.column + 1,
  message: text,
  severity,
});
