import { z } from "zod";
import { appRouter } from "../root";

/** Every text that a person may write as they like: found in the schemas of the procedures, so that a new one is found too. */

/** What no field takes that has a form: an id, a symbol, a number, a choice. */
const ANYTHING = "<script>{{7*7}}</script>";

const Definition = z.looseObject({ type: z.string() });
const inner = z.looseObject({ innerType: z.unknown() });
const shapes = z.looseObject({ shape: z.record(z.string(), z.unknown()) });
const WRAPPERS = new Set(["optional", "nullable", "default", "prefault", "nonoptional", "readonly", "catch"]);

/** Paths of a schema's free texts: `change.name`, `symbols[]`, `params{}`. */
export function freeTextsOf(schema: unknown, path = ""): readonly string[] {
  if (!(schema instanceof z.ZodType)) return [];
  const definition = Definition.parse(schema.def);
  const { type } = definition;
  const below = (part: unknown, more: string) => freeTextsOf(part, path === "" ? more.replace(/^\./, "") : path + more);
  if (WRAPPERS.has(type)) return freeTextsOf(inner.parse(definition).innerType, path);
  switch (type) {
    case "object":
      return Object.entries(shapes.parse(definition).shape).flatMap(([name, part]) => below(part, `.${name}`));
    case "array":
      return below(definition["element"], "[]");
    case "record":
      return below(definition["valueType"], "{}");
    case "union":
      return [
        ...new Set(
          z
            .array(z.unknown())
            .parse(definition["options"])
            .flatMap((part) => below(part, "")),
        ),
      ];
    case "pipe":
      return below(definition["in"], "");
    case "string":
    case "custom":
    case "unknown":
      return schema.safeParse(ANYTHING).success ? [path] : [];
    default:
      return [];
  }
}

/** `watchlist.edit change.name` and its like: of everything that changes something. */
export function listFreeTexts(): readonly string[] {
  // oxlint-disable-next-line no-underscore-dangle -- tRPC offers no other list of a router's procedures
  return Object.entries(appRouter._def.procedures).flatMap(([name, procedure]) => {
    const definition: unknown = Reflect.get(Object(procedure), "_def");
    const { type, inputs } = z.object({ type: z.string(), inputs: z.array(z.unknown()) }).parse(definition);
    return type === "mutation" ? inputs.flatMap((input) => freeTextsOf(input)).map((path) => `${name} ${path}`) : [];
  });
}
