// Makes src/modules/strategy/infra/sandbox/sdk-text.ts: the SDK and the examples as texts, because an image has no sources.
// Commit what it makes; a test says when it is stale. `npm run generate` runs it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ROOT } from "./launcher/settings.mjs";

const FOLDER = "src/modules/strategy/infra/sandbox";
export const SDK_TEXT_FILE = `${FOLDER}/sdk-text.ts`;

/** Whole modules are imported by their doors, and of them only what is used may come along. */
const pure = {
  name: "pure",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (kind === "entry-point" || pluginData === "seen") return undefined;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: "seen" });
      return { ...found, sideEffects: false };
    });
  },
};

/** @returns {Promise<string>} what {@link SDK_TEXT_FILE} has to say */
export async function makeSdkText(root = ROOT) {
  const bundled = await build({
    entryPoints: [join(root, FOLDER, "sdk/prelude.ts")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    // As sources are compiled: the operator has bits of its own in each engine, Math.pow has those of the host.
    supported: { "exponent-operator": false },
    tsconfig: join(root, "tsconfig.json"),
    minify: true,
    plugins: [pure],
    charset: "utf8",
    logLevel: "silent",
  });
  const prelude = bundled.outputFiles[0]?.text ?? "";
  const declarations = readFileSync(join(root, FOLDER, "sdk/bifrost.d.ts"), "utf8");
  const folder = join(root, "examples/strategies");
  const examples = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .toSorted()
    .map((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      const said = (word) => new RegExp(`^  ${word}:\\s*"((?:[^"\\\\]|\\\\.)*)"`, "m").exec(source)?.[1] ?? "";
      const name = file.slice(0, -".ts".length);
      return { name, title: said("title"), category: said("category"), description: said("description"), source };
    });
  const text = (value) => JSON.stringify(value);
  return `// Made by \`npm run generate\` of sdk/ and examples/strategies/. Do not edit.
import type { StrategyCategory } from "../../domain/own/own-strategy";

/** The SDK as it is evaluated in the sandbox. */
export const PRELUDE =
  ${text(prelude)};

/** What sources are checked against. */
export const DECLARATIONS =
  ${text(declarations)};

/** Strategies to begin with. */
export const EXAMPLES: readonly {
  readonly name: string;
  readonly title: string;
  readonly category: StrategyCategory;
  readonly description: string;
  readonly source: string;
}[] = ${JSON.stringify(examples, null, 2)};
`;
}

/** @param {string} root */
export async function writeSdkText(root = ROOT) {
  writeFileSync(join(root, SDK_TEXT_FILE), await makeSdkText(root));
}
