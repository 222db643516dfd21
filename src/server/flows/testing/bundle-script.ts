import { join } from "node:path";
import { build } from "esbuild";

/** A script of this folder as a file that Node runs by itself; where it lies it finds our dependencies. */
export async function bundleScript(name: string): Promise<string> {
  const outfile = join(process.cwd(), "node_modules/.cache/bifrost-test", `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    alias: { "@": join(process.cwd(), "src") },
    logLevel: "error",
  });
  return outfile;
}
