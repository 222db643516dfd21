import { basename, join } from "node:path";
import { build } from "esbuild";

/**
 * The file of a thread as the build makes it. Returns where it lies; there it finds our dependencies, unless it is to stand by
 * itself.
 */
export async function bundleThread(source: string, alone = false): Promise<string> {
  const outfile = join(process.cwd(), "node_modules/.cache/bifrost-test", `${basename(source, ".ts")}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    packages: alone ? "bundle" : "external",
    platform: "node",
    format: "esm",
    target: "node20",
    alias: { "@": join(process.cwd(), "src") },
    logLevel: "error",
  });
  return outfile;
}
