import { readFile, stat, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { RunId } from "@/modules/_kernel";
import type { VerifiedRun } from "@/server/flows/runs/verify-run";
import { withHouse } from "../house";
import { fail, print, refuse, type Sentences } from "../refusal";
import { sentenceOf } from "./backtest-sentences";
import { unhurried } from "./on-database";

/** `bifrost backtest export` and `verify`: a run as a signed file, and whether such a file is true here. */

/** More than any run that was exported has. */
const FILE_BYTES_MAX = 10_000_000;

export function registerExport(backtest: Command): void {
  backtest
    .command("export")
    .argument("<run>", "id of a run, as its card names it")
    .argument("<file>", "where to write it")
    .description("write a stored run as JSON, signed with the key of this installation")
    .action(exportRun);
  backtest
    .command("verify")
    .argument("<file>", "a run that was exported")
    .description("check the signature of an exported run, and whether the code and data here give the same bits")
    .option("--json", "print everything as JSON")
    .action(verify);
}

const SENTENCES: Sentences = {
  "backtest.not_found": () => "There is no such run: the run card on the backtest page names its id.",
  "backtest.not_finished": ({ status }) => `The run has no result: it is ${String(status)}.`,
};

async function exportRun(text: string, file: string): Promise<void> {
  if (!RunId.is(text)) return fail(`${text} is no id of a run.`);
  await withHouse(async ({ deps }) => {
    const { makeRunsFlows } = await import("@/server/flows/runs/runs-flows");
    const exported = await makeRunsFlows(deps).exportRun(text);
    if (!exported.ok) return refuse(exported.error, SENTENCES, {});
    await writeFile(file, exported.value.json);
    print(`Run ${text} written to ${file}`);
  });
}

async function verify(file: string, options: { readonly json?: true }): Promise<void> {
  const facts = await stat(file).catch(() => null);
  if (facts === null || !facts.isFile()) return fail(`There is no file ${file}.`);
  if (facts.size > FILE_BYTES_MAX) return fail(`${file} is too large for a run: at most ${FILE_BYTES_MAX} bytes.`);
  const text = await readFile(file, "utf8");
  await withHouse(async ({ deps }) => {
    const { verifyRun } = await import("@/server/flows/runs/verify-run");
    const verified = await verifyRun(deps, text, unhurried());
    if (!verified.ok) {
      if (options.json === true) print(JSON.stringify({ error: verified.error }));
      return fail(
        verified.error.kind === "run_file.signature_wrong"
          ? "The signature is wrong: something in the file is not what was signed."
          : `${file} is no exported run: ${verified.error.path === "" ? "it is no JSON of that form" : `look at ${verified.error.path}`}.`,
      );
    }
    if (options.json === true) print(JSON.stringify(verified.value));
    else print(toText(verified.value));
    const { again } = verified.value;
    if (again.kind === "refused" || !again.sameBits) process.exitCode = 1;
  });
}

function toText({ runId, strategy, symbols, fingerprint, isOwn, code, again }: VerifiedRun): string {
  const lines = [
    `Run ${runId}: ${strategy} on ${symbols.join(", ")}`,
    `Signature holds: key ${fingerprint}, ${isOwn ? "this installation's own" : "of another installation"}`,
    code.exported === code.here ? `Code: the same, ${code.here}` : `Code: ${code.exported} then, ${code.here} here`,
  ];
  if (again.kind === "refused") return [...lines, `It cannot be run here: ${sentenceOf(again.error)}`].join("\n");
  return [
    ...lines,
    again.sameData ? "Data: the same" : "Data: other than the run saw",
    again.sameBits ? "Result: the same bits" : "Result: other bits",
  ].join("\n");
}
