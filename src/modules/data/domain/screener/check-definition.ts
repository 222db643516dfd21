import type { z } from "zod";
import { assertNever, err, ok, type Result } from "@/modules/_kernel";
import type { ScreenCondition } from "./condition";
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
    return err(issueFaults(parsed.error));
  }
  const faults = conditionFaults(parsed.data.condition, "condition");
  return faults.length === 0 ? ok(parsed.data) : err(faults);
}

/** What a schema refused, each at its place. */
export function issueFaults({ issues }: z.ZodError): readonly DefinitionFault[] {
  return issues.map(({ path, message }) => ({ path: placeText(path), message }));
}

/**
 * What no bars could answer of a tree whose shape is right: an indicator that there is not, a parameter that it does not take, a
 * line that it does not have.
 *
 * @param place - Of the tree in what is checked: `condition`.
 */
export function conditionFaults(condition: ScreenCondition, place: string): readonly DefinitionFault[] {
  return screenErrors(condition).map((error) => faultOf(error, place));
}

/** `condition.of[1].left`: the same way of writing a place as that of comparisons and findings. */
function placeText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? String(step) : `${text}.${String(step)}`;
  }, "");
}

function faultOf(error: ScreenError, within: string): DefinitionFault {
  const place = `${within}.${error.path}`;
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
