import { z } from "zod";

/**
 * A client that is made of the served description and of nothing else: it knows no route, field or answer of ours. Whatever
 * it sends and hears is held against the description, so that a program made by a generator could not fail where it does not.
 */

type Json = Readonly<Record<string, unknown>>;
type Schema = z.ZodType;

const Parameter = z.object({
  in: z.enum(["path", "query", "header"]),
  name: z.string(),
  required: z.boolean().default(false),
  schema: z.record(z.string(), z.unknown()),
});
const Content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }));
const Operation = z.object({
  operationId: z.string(),
  parameters: z.array(Parameter).default([]),
  requestBody: z.object({ required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: Content })),
});
const Description = z.object({
  openapi: z.literal("3.1.0"),
  servers: z.array(z.object({ url: z.url() })).length(1),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

interface Call {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly (z.output<typeof Parameter> & { readonly check: () => Schema })[];
  readonly body: (() => Schema) | null;
  /** By status: type of content and schema. */
  readonly answers: ReadonlyMap<string, { readonly type: string; readonly check: () => Schema }>;
}

export interface Given {
  /** Of path, query and header, by name. */
  readonly parameters?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
}

export interface Heard {
  readonly status: number;
  readonly body: unknown;
}

/** The client did what the description does not allow, or the server did. */
class Undescribed extends Error {}

export class GeneratedClient {
  readonly #base: string;
  readonly #token: string | null;
  readonly #calls: ReadonlyMap<string, Call>;
  /** Operations that were called, with the statuses they were answered with. */
  readonly used = new Map<string, Set<number>>();

  private constructor(base: string, token: string | null, calls: ReadonlyMap<string, Call>) {
    this.#base = base;
    this.#token = token;
    this.#calls = calls;
  }

  /** Reads the description from where it is served. */
  static async of(address: string, token: string | null): Promise<GeneratedClient> {
    const answer = await fetch(address);
    const description = Description.parse(await answer.json());
    return new GeneratedClient(description.servers[0]?.url ?? "", token, callsOf(description));
  }

  get operations(): readonly string[] {
    return [...this.#calls.keys()];
  }

  as(token: string): GeneratedClient {
    return new GeneratedClient(this.#base, token, this.#calls);
  }

  /** Calls an operation by its id. Resolves to any answer that is described; rejects on one that is not. */
  async call(operationId: string, given: Given = {}): Promise<Heard> {
    const { call, url, init } = this.#requestOf(operationId, given);
    const answer = await fetch(url, init);
    const text = await answer.text();
    const body: unknown = JSON.parse(text);
    this.#hold(operationId, call, answer, body);
    return { status: answer.status, body };
  }

  /** Calls it and takes what it is for; rejects on a refusal. */
  async get<T extends Schema>(operationId: string, shape: T, given: Given = {}): Promise<z.output<T>> {
    const { status, body } = await this.call(operationId, given);
    if (status >= 300) throw new Error(`${operationId}: ${status} ${JSON.stringify(body)}`);
    return shape.parse(body);
  }

  /** Opens a stream; each event of it is held against the description before it is told. Resolves once it is open. */
  async follow(
    operationId: string,
    given: Given,
    { signal, hear }: { readonly signal: AbortSignal; readonly hear: (event: StreamEvent) => void },
  ): Promise<{ readonly ended: Promise<void> }> {
    const { call, url, init } = this.#requestOf(operationId, given);
    const answer = await fetch(url, { ...init, signal });
    const { check, type } = described(operationId, call, answer.status);
    if (!isOfType(answer, type) || answer.body === null)
      throw new Undescribed(`${operationId} is a stream of ${answer.headers.get("content-type")}`);
    return { ended: readEvents(answer.body, (event) => hear(StreamEvent.parse(held(operationId, check, event)))) };
  }

  #requestOf(operationId: string, { parameters = {}, body }: Given) {
    const call = this.#calls.get(operationId);
    if (call === undefined) throw new Undescribed(`there is no ${operationId}`);
    const unknown = Object.keys(parameters).filter((name) => !call.parameters.some((each) => each.name === name));
    if (unknown.length > 0) throw new Undescribed(`${operationId} does not take ${unknown.join(", ")}`);
    const url = new URL(this.#base + call.path);
    const headers = new Headers(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` });
    let path = url.href;
    for (const { name, required, check, in: place } of call.parameters) {
      const value = parameters[name];
      if (value === undefined && required) throw new Undescribed(`${operationId} needs ${name}`);
      if (value === undefined) continue;
      const text = String(held(`${operationId} ${name}`, check, value));
      if (place === "header") headers.set(name, text);
      else if (place === "path") path = path.replace(encodeURI(`{${name}}`), encodeURIComponent(text));
      else path += `${path.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(text)}`;
    }
    if ((call.body === null) !== (body === undefined)) throw new Undescribed(`${operationId}: a body, or none`);
    if (call.body === null) return { call, url: path, init: { method: call.method, headers } };
    headers.set("content-type", "application/json");
    const sent = JSON.stringify(held(`${operationId} body`, call.body, body));
    return { call, url: path, init: { method: call.method, headers, body: sent } };
  }

  #hold(operationId: string, call: Call, answer: Response, body: unknown): void {
    const { type, check } = described(operationId, call, answer.status);
    if (!isOfType(answer, type)) throw new Undescribed(`${operationId} answers ${answer.headers.get("content-type")}`);
    held(`${operationId} ${answer.status}`, check, body);
    this.used.set(operationId, (this.used.get(operationId) ?? new Set()).add(answer.status));
  }
}

const isOfType = (answer: Response, type: string) => answer.headers.get("content-type")?.split(";", 1)[0] === type;

function described(operationId: string, { answers }: Call, status: number) {
  const answer = answers.get(String(status));
  if (answer === undefined) throw new Undescribed(`${operationId} is not said to answer ${status}`);
  return answer;
}

/** The value, as it is, where the description allows it. */
function held(what: string, check: () => Schema, value: unknown): unknown {
  const { error } = check().safeParse(value);
  if (error !== undefined) throw new Undescribed(`${what}: ${z.prettifyError(error)}\n${JSON.stringify(value)}`);
  return value;
}

function callsOf({ paths, components }: z.output<typeof Description>): ReadonlyMap<string, Call> {
  // Made when it is asked for: a program uses a few of them.
  const check = (schema: Json): (() => Schema) => {
    let made: Schema | null = null;
    return () => (made ??= checkOf(schema, components.schemas));
  };
  const calls = new Map<string, Call>();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods)) {
      const { operationId, parameters, requestBody, responses } = operation;
      if (calls.has(operationId)) throw new Undescribed(`${operationId} is there twice`);
      const body = requestBody?.content["application/json"];
      calls.set(operationId, {
        method: method.toUpperCase(),
        path,
        parameters: parameters.map((each) => ({ ...each, check: check(each.schema) })),
        body: body === undefined ? null : check(body.schema),
        answers: new Map(
          Object.entries(responses).flatMap(([status, { content }]) =>
            Object.entries(content).map(([type, { schema }]) => [status, { type, check: check(schema) }] as const),
          ),
        ),
      });
    }
  return calls;
}

/** A JSON schema as something that checks; what it refers to is among the components. */
function checkOf(schema: Json, components: Json): Schema {
  const needed = new Map<string, unknown>();
  const take = (text: string) => {
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (needed.has(name)) continue;
      needed.set(name, components[name]);
      take(JSON.stringify(components[name]));
    }
  };
  take(JSON.stringify(schema));
  const text = JSON.stringify({ ...schema, $defs: Object.fromEntries(needed) });
  const local: unknown = JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/"));
  return z.fromJSONSchema(z.record(z.string(), z.json()).parse(local));
}

const StreamEvent = z.object({ event: z.string(), id: z.string().optional(), data: z.record(z.string(), z.unknown()) });
export type StreamEvent = z.output<typeof StreamEvent>;

/** Reads server-sent events until the stream ends or is left. */
async function readEvents(body: ReadableStream<Uint8Array>, hear: (event: unknown) => void): Promise<void> {
  let text = "";
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = new Map(
          block
            .split("\n")
            .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)] as const),
        );
        const [event, id, data] = [fields.get("event"), fields.get("id"), fields.get("data")];
        if (event !== undefined) hear({ event, ...(id === undefined ? {} : { id }), data: JSON.parse(data ?? "null") });
      }
    }
  } catch (error) {
    // Whoever leaves a stream ends it so.
    if (!(error instanceof Error && error.name === "AbortError")) throw error;
  }
}
