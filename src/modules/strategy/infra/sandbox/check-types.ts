import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { DIAGNOSTICS_MAX, type Diagnostic } from "../../domain/own/own-strategy";
import { SOURCE_FILE } from "./compile";
import { DECLARATIONS } from "./sdk-text";

/** A check takes a third of a second; what takes this long will not end. */
const CHECK_MS_MAX = 15_000;
/** What the compiler's garbage collector is told to stay below. */
const MEMORY = "256MiB";
/** Characters of its answer that are read. */
const OUTPUT_MAX = 200_000;
/** Checks at one time: each takes a core. */
const AT_ONCE = 2;
/** Checks that wait; one more is told to come again. */
const WAITING_MAX = 50;

const CONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    noEmit: true,
    target: "es2023",
    lib: ["es2023"],
    module: "esnext",
    moduleResolution: "bundler",
    moduleDetection: "force",
    types: [],
    skipLibCheck: true,
  },
  files: [SOURCE_FILE],
});

/** Of the language's library what the sandbox does not have: to the compiler it is there, to a strategy that runs it is not. */
const ABSENT = [
  "Date",
  "RegExp",
  "Proxy",
  "Intl",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "SharedArrayBuffer",
  "Atomics",
  "WeakRef",
  "FinalizationRegistry",
] as const;

/**
 * Declarations behind a source that make each use of what is absent an error that says so. What a source declares by itself at its
 * top is its own.
 */
function absentIn(source: string): string {
  return ABSENT.filter((name) => new RegExp(`\\b${name}\\b`, "u").test(source) && !declares(source, name))
    .map((name) => `declare const ${name}: { readonly "a strategy has no ${name}": never };\n`)
    .join("");
}

/** Whether a name is declared or imported somewhere; one that only stands as a type is not. */
const declares = (source: string, name: string): boolean =>
  [
    `\\b(?:const|let|var|class|function|enum|namespace)\\s+${name}\\b`,
    `\\b(?:const|let|var)\\s*[{[][^=]*\\b${name}\\b[^=]*=`,
    `\\bimport\\b[^;"']*\\b${name}\\b[^;"']*\\bfrom\\b`,
  ].some((form) => new RegExp(form, "u").test(source));

let running = 0;
const waiting: (() => void)[] = [];

/**
 * The type errors of a source against the SDK, as the TypeScript compiler tells them: a process of its own, without
 * environment, with a time it may take. Null: too many checks wait already.
 */
export async function checkTypes(source: string): Promise<readonly Diagnostic[] | null> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) return null;
    await new Promise<void>((resume) => {
      waiting.push(resume);
    });
  }
  running += 1;
  const folder = await mkdtemp(join(tmpdir(), "bifrost-check-"));
  try {
    const sdk = join(folder, "node_modules", "bifrost");
    await mkdir(sdk, { recursive: true });
    await writeFile(join(sdk, "index.d.ts"), DECLARATIONS);
    await writeFile(join(folder, SOURCE_FILE), source + absentIn(source));
    await writeFile(join(folder, "tsconfig.json"), CONFIG);
    return await runCompiler(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    running -= 1;
    waiting.shift()?.();
  }
}

/** Path of the compiler itself: a script around it would live on when that script is ended. */
async function compilerPath(): Promise<string> {
  const folder = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  const file = pathToFileURL(join(folder, "lib", "getExePath.js")).href;
  const { default: find }: { readonly default: () => string } = await import(/* turbopackIgnore: true */ file);
  return find();
}

async function runCompiler(folder: string): Promise<readonly Diagnostic[]> {
  const compiler = await compilerPath();
  return new Promise((resolve, reject) => {
    const child = spawn(compiler, ["--pretty", "false", "-p", "tsconfig.json"], {
      cwd: folder,
      env: { NODE_ENV: "production", GOMEMLIMIT: MEMORY, GOMAXPROCS: "1" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: CHECK_MS_MAX,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (output.length < OUTPUT_MAX) output += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const found = parseDiagnostics(output);
      if (code === 0 || found.length > 0) return resolve(found);
      const message = signal === null ? "its types could not be checked" : "its types take too long to check";
      return resolve([{ line: 0, column: 0, message, severity: "error" }]);
    });
  });
}

const LINE = /^strategy\.ts\((\d+),(\d+)\): (error|warning) TS\d+: (.*)$/u;

/** What the compiler says, line by line; lines that begin with spaces go on with the one before. */
export function parseDiagnostics(output: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const text of output.split(/\r?\n/u)) {
    const match = LINE.exec(text);
    const last = found.at(-1);
    if (match !== null) {
      if (found.length >= DIAGNOSTICS_MAX) break;
      const [, line, column, severity, message = ""] = match;
      found.push({
        line: Number(line),
        column: Number(column),
        message,
        severity: severity === "warning" ? "warning" : "error",
      });
    } else if (last !== undefined && /^\s+\S/u.test(text)) {
      found[found.length - 1] = { ...last, message: `${last.message} ${text.trim()}` };
    }
  }
  return found;
}
