import type { z } from "zod";
import { assertNever, err, ok, type Result } from "@/modules/_kernel";
import { type ScreenDefinition, ScreenDefinitionSchema } from "./definition";
import { type ScreenError, screenErrors } from "./screen";

/** One fault of a definition: where it stands, `condition.of[1].left.params.length`, and what would pass there. */
export interface DefinitionFault {
  readonly path: string;
  readonly message: string;
}

/**
 * Checks all of a definition that can be checked without a database: its shape, its bounds, and that every indicator takes its
 * parameters and has its line. The server, the page and the command line ask this one function, so they say the same.
 *
 * @param words - Texts for faults whose schema has none of its own.
 */
export function checkDefinition(
  given: unknown,
  words?: z.core.$ZodErrorMap,
): Result<ScreenDefinition, readonly DefinitionFault[]> {
  const parsed = ScreenDefinitionSchema.safeParse(given, words === undefined ? undefined : { error: words });
  if (!parsed.success) {
    return err(parsed.error.issues.map(({ path, message }) => ({ path: pathText(path), message })));
  }
  const faults = screenErrors(parsed.data.condition).map(faultOf);
  return faults.length === 0 ? ok(parsed.data) : err(faults);
}

/** `condition.of[1].left`: the same way of writing a place as that of comparisons and findings. */
function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}

function faultOf(error: ScreenError): DefinitionFault {
  const place = `condition.${error.path}`;
  if (error.kind === "screen.line_unknown") {
    return { path: `${place}.line`, message: `one of ${error.lines.join(", ")}` };
  }
  const { refusal } = error;
  switch (refusal.kind) {
    case "indicator.bad_param":
      return { path: `${place}.${refusal.path}`, message: refusal.expected };
    case "indicator.unknown":
      return { path: `${place}.name`, message: "an indicator that there is" };
    case "indicator.no_stream":
      return { path: `${place}.name`, message: "an indicator that does not look ahead" };
    case "indicator.missing_input":
    case "indicator.unequal_inputs":
      return { path: `${place}.name`, message: "an indicator of one instrument" };
    default:
      return assertNever(refusal, "faultOf");
  }
}
