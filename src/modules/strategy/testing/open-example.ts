import type { CodeVersion } from "../infra/sandbox/code-strategy";
import { compileSource } from "../infra/sandbox/compile";
import { describeCode } from "../infra/sandbox/describe-code";
import { EXAMPLES } from "../infra/sandbox/sdk-text";
import type { AskFile } from "../infra/sandbox/vm-ask";

const versions = new Map<string, CodeVersion>();

/** An example as its kept version would be; compiled once. The sandbox was loaded before. */
export async function openExample(name: string, ask: AskFile): Promise<CodeVersion> {
  const known = versions.get(name);
  if (known !== undefined) return known;
  const source = EXAMPLES.find((example) => example.name === name)?.source ?? "";
  const { compiled, diagnostics } = await compileSource(source);
  if (compiled === null || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  const described = describeCode(compiled, ask);
  if (described.facts === null) throw new Error(JSON.stringify(described.faults));
  const version = { name: `${name}@1`, version: "1", compiled, facts: described.facts };
  versions.set(name, version);
  return version;
}
