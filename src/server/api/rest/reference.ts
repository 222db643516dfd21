import { makeApiDocument } from "./document";
import { REST_PREFIX, REST_ROUTES } from "./routes";

/** The description as a page shows it: made from the same document that clients are generated from. */

export interface ReferenceField {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly type: string;
}

export interface ReferenceRoute {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly scope: string;
  readonly fields: readonly ReferenceField[];
  /** What it answers with, as a schema in JSON. */
  readonly answer: string;
  readonly curl: string;
}

export interface ReferenceSection {
  readonly tag: string;
  readonly routes: readonly ReferenceRoute[];
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((here, name) => (isJson(here) ? here[name] : undefined), value);

export function listReference(): readonly ReferenceSection[] {
  // Through JSON: what is shown is what is served.
  const document: unknown = JSON.parse(JSON.stringify(makeApiDocument({ version: "1", serverUrl: "" })));
  const tags = [...new Set(REST_ROUTES.map(({ tag }) => tag))];
  return tags.map((tag) => ({
    tag,
    routes: REST_ROUTES.filter((route) => route.tag === tag).map(({ id, method, path, summary, scope, status }) => {
      const operation = at(document, "paths", path, method.toLowerCase());
      const fields = [...parametersOf(operation), ...bodyFieldsOf(document, operation)];
      const schema = at(operation, "responses", String(status), "content", "application/json", "schema");
      const answer = JSON.stringify(resolved(document, schema, 3), null, 2);
      const needsKey = fields.some(({ place, required }) => place === "header" && required);
      return {
        id,
        method,
        path: `${REST_PREFIX}${path}`,
        summary,
        scope,
        fields,
        answer,
        curl: curlOf(method, path, needsKey),
      };
    }),
  }));
}

function parametersOf(operation: unknown): readonly ReferenceField[] {
  const parameters = at(operation, "parameters");
  if (!Array.isArray(parameters)) return [];
  return parameters.map((parameter: unknown) => ({
    name: String(at(parameter, "name")),
    place: String(at(parameter, "in")),
    required: at(parameter, "required") === true,
    type: typeOf(at(parameter, "schema")),
  }));
}

function bodyFieldsOf(document: unknown, operation: unknown): readonly ReferenceField[] {
  const schema = resolved(document, at(operation, "requestBody", "content", "application/json", "schema"), 1);
  const properties = at(schema, "properties");
  const required = at(schema, "required");
  if (!isJson(properties)) return [];
  return Object.entries(properties).map(([name, field]) => ({
    name,
    place: "body",
    required: Array.isArray(required) && required.includes(name),
    type: typeOf(field),
  }));
}

/** A type in a few words: `"buy" | "sell"`, `string or null`. */
function typeOf(schema: unknown): string {
  const choices = at(schema, "enum");
  if (Array.isArray(choices)) return choices.map((choice) => JSON.stringify(choice)).join(" | ");
  const either = at(schema, "anyOf") ?? at(schema, "oneOf");
  if (Array.isArray(either)) return either.map(typeOf).join(" or ");
  const type = at(schema, "type");
  if (type === "array") return `list of ${typeOf(at(schema, "items"))}`;
  if (Array.isArray(type)) return type.join(" or ");
  const format = at(schema, "format") ?? type;
  return typeof format === "string" ? format : "any";
}

/** The schema with what it refers to in place, so many levels deep. */
function resolved(document: unknown, schema: unknown, depth: number): unknown {
  if (Array.isArray(schema)) return schema.map((each: unknown) => resolved(document, each, depth));
  if (!isJson(schema)) return schema;
  const reference = schema["$ref"];
  if (typeof reference === "string")
    return depth === 0 ? reference : resolved(document, at(document, ...reference.slice(2).split("/")), depth - 1);
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, resolved(document, value, depth)]));
}

function curlOf(method: string, path: string, needsKey: boolean): string {
  const body = method === "GET" || method === "DELETE" ? "" : ` -H 'content-type: application/json' -d '{…}'`;
  const key = needsKey ? ` -H "Idempotency-Key: $(uuidgen)"` : "";
  const verb = method === "GET" ? "" : ` -X ${method}`;
  return `curl${verb} -H "Authorization: Bearer $BIFROST_KEY"${key}${body} $BIFROST_URL${REST_PREFIX}${path}`;
}
