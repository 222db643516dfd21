import { type CheckedSource, DIAGNOSTICS_MAX, type Diagnostic } from "../../domain/own/own-strategy";
import type { KindOfStrategy } from "../../ports-own";
import { checkTypes } from "./check-types";
import { codeHost } from "./code-host";
import { compileSource } from "./compile";

/** Told when the compiler has more to do than it can. */
const BUSY: Diagnostic = {
  line: 0,
  column: 0,
  message: "many sources are being checked right now; try again in a moment",
  severity: "error",
};

/** Strategies in TypeScript: compiled, checked against the SDK's types, and asked in the sandbox what they are. */
export const codeKind: KindOfStrategy = {
  async check(given): Promise<CheckedSource> {
    const source = `${given.replaceAll("\r\n", "\n").trimEnd()}\n`;
    const refused = (diagnostics: readonly Diagnostic[]): CheckedSource => ({
      diagnostics: diagnostics.slice(0, DIAGNOSTICS_MAX),
      made: null,
    });
    const { compiled, diagnostics } = await compileSource(source);
    if (compiled === null) return refused(diagnostics);
    const types = await checkTypes(source);
    if (types === null) return refused([BUSY]);
    const said = [...diagnostics, ...types];
    if (said.some(({ severity }) => severity === "error")) return refused(said);
    const asked = await codeHost.describe(compiled);
    if (asked.facts === null) return refused([...said, ...asked.faults]);
    return { diagnostics: said, made: { source, compiled, facts: asked.facts } };
  },
};
