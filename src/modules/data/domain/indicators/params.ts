import { err, invariant, ok, type Result } from "@/modules/_kernel";
import { INDICATOR_LENGTH_MAX } from "./indicator";

/**
 * What an indicator takes: numbers with a default and bounds. Written here and not with a schema library, for a chart checks them in
 * the browser before anything is drawn, and the library is as much script as all indicators together.
 */

/** One parameter as a generated form needs it. */
export interface IndicatorField {
  readonly name: string;
  readonly label: string;
  readonly type: "integer" | "number";
  readonly default: number;
  /** Bounds, both inside. */
  readonly minimum: number;
  readonly maximum: number;
}

/** What is wrong with one parameter, and what would pass there; `name` is null where it is about all of them. */
export interface ParamFault {
  readonly name: string | null;
  readonly expected: string;
}

export interface ParamsError {
  readonly kind: "params.bad";
  /** In the order of the parameters, unknown ones last. */
  readonly faults: readonly [ParamFault, ...ParamFault[]];
}

/** Parameters that belong together. */
export interface Params<Name extends string> {
  readonly fields: readonly IndicatorField[];
  /** Takes them from outside: missing ones have their default; bad and unknown ones are refused. */
  readonly check: (raw: unknown) => Result<Readonly<Record<Name, number>>, ParamsError>;
}

type Field = Omit<IndicatorField, "name">;

/** What must hold between parameters that are each in their bounds. */
interface Rule<Name extends string> {
  /** The one that is said to be wrong. */
  readonly name: Name;
  readonly expected: string;
  readonly holds: (params: Readonly<Record<Name, number>>) => boolean;
}

/** A whole number of bars with a default. */
export const bars = (fallback: number, label = "Length", minimum = 1): Field => ({
  label,
  type: "integer",
  default: fallback,
  minimum,
  maximum: INDICATOR_LENGTH_MAX,
});

/** A number with a default and bounds, both inside. */
export const numberFrom = (minimum: number, maximum: number, fallback: number, label: string): Field => ({
  label,
  type: "number",
  default: fallback,
  minimum,
  maximum,
});

function isInside({ type, minimum, maximum }: IndicatorField, value: unknown): value is number {
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  return (type === "number" || Number.isInteger(value)) && value >= minimum && value <= maximum;
}

const expectedOf = ({ type, minimum, maximum }: IndicatorField) =>
  `${type === "integer" ? "a whole number" : "a number"} from ${minimum} to ${maximum}`;

/** Parameters by name, in the order of forms, and the rules between them. */
export function paramsOf<Name extends string>(
  given: Readonly<Record<Name, Field>>,
  ...rules: readonly Rule<NoInfer<Name>>[]
): Params<Name> {
  const fields = Object.entries<Field>(given).map(([name, field]): IndicatorField => ({ name, ...field }));
  const known = new Set(fields.map(({ name }) => name));
  const isWhole = (params: Readonly<Record<string, number>>): params is Readonly<Record<Name, number>> =>
    fields.every(({ name }) => Object.hasOwn(params, name));
  const only = known.size === 0 ? "no parameters" : `only ${[...known].join(", ")}`;

  const check = (raw: unknown): Result<Readonly<Record<Name, number>>, ParamsError> => {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
      return refused({ name: null, expected: "an object of numbers" });
    }
    const values = new Map<string, unknown>(Object.entries(raw));
    const params: Record<string, number> = {};
    const faults: ParamFault[] = [];
    for (const field of fields) {
      const value = values.get(field.name);
      if (value === undefined) params[field.name] = field.default;
      else if (isInside(field, value)) params[field.name] = value;
      else faults.push({ name: field.name, expected: expectedOf(field) });
    }
    for (const name of values.keys()) if (!known.has(name)) faults.push({ name, expected: only });
    const [first, ...rest] = faults;
    if (first !== undefined) return refused(first, ...rest);
    invariant(isWhole(params), "every parameter has a value");
    const broken = rules.find(({ holds }) => !holds(params));
    return broken === undefined ? ok(params) : refused({ name: broken.name, expected: broken.expected });
  };
  return { fields, check };
}

const refused = (...faults: ParamsError["faults"]): Result<never, ParamsError> => err({ kind: "params.bad", faults });

/** Nothing but a length. */
export const lengthOnly = (fallback: number, minimum = 1) => paramsOf({ length: bars(fallback, "Length", minimum) });
/** A multiple of a deviation or range. */
export const multiplierOf = (fallback: number) => numberFrom(0.01, 100, fallback, "Multiplier");
export const noParams = paramsOf({});
