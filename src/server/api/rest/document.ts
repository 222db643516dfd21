import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject } from "zod-openapi";
import { EVENTS_PATH, eventQuery, streamEvent } from "./events";
import { KEY, type RestRoute } from "./route";
import { REST_PREFIX, REST_ROUTES } from "./routes";

/** The description of the API for programs: OpenAPI 3.1, made from the table of routes and the schemas that check them. */

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    kind: z.string().meta({ description: "Stable: what programs branch on" }),
    requestId: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "A refusal, as RFC 9457 has it" });

const refused = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: problem } },
});

/** Of every id that we give. */
const ID_PATTERN = "^[A-Za-z0-9._-]{1,64}$";

const idempotencyKey = z
  .string()
  .regex(KEY)
  .meta({ description: "8 to 64 of A-Z a-z 0-9 . _ -, a new one for each order" });

/** What any address may answer with. */
const REFUSALS = {
  "400": refused("Something of the request is not as it must be"),
  "401": refused("No key, or none that works"),
  "403": refused("The key or its owner may not"),
  "404": refused("Not there, or not for this key"),
  "409": refused("Not as things stand"),
  "413": refused("The body is too large"),
  "415": refused("The body is not called JSON"),
  "422": refused("Understood and refused"),
  "429": refused("Too many requests: wait as long as Retry-After says"),
  "500": refused("Something of ours broke"),
};

function operationOf(route: RestRoute): ZodOpenApiOperationObject {
  const { id, tag, summary, scope, status, params, query, body, idempotency, output } = route;
  const takesBody = !(body instanceof z.ZodUndefined);
  const key =
    idempotency === "none"
      ? {}
      : {
          header: z.object({
            "Idempotency-Key": idempotency === "required" ? idempotencyKey : idempotencyKey.optional(),
          }),
        };
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: `Takes a key with the scope \`${scope}\`.`,
    requestParams: { path: params, query, ...key },
    ...(takesBody ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
    responses: {
      [`${status}`]: { description: "Done", content: { "application/json": { schema: output } } },
      ...REFUSALS,
    },
  };
}

/** The stream is no route of the table: it never ends, and our own server writes it. */
const followEvents: ZodOpenApiOperationObject = {
  operationId: "followEvents",
  tags: ["Events"],
  summary: "What happens to orders, fills, trading states, alerts and quotes, as server-sent events",
  description: [
    "Takes a key with the scope `read`, and ends with it. Give the id of the last event back to resume;",
    "`reset` says that events were lost meanwhile: read anew. After a resume a fill may come again, under its `execId`.",
    "Of quotes only the newest is sent.",
  ].join(" "),
  requestParams: { query: eventQuery, header: z.object({ "Last-Event-ID": z.string().optional() }) },
  responses: {
    "200": { description: "Each event of the stream", content: { "text/event-stream": { schema: streamEvent } } },
    ...REFUSALS,
  },
};

/** @param version - Of the product. */
export function makeApiDocument({ version, serverUrl }: { readonly version: string; readonly serverUrl: string }) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of REST_ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  paths[EVENTS_PATH] = { get: followEvents };
  return createDocument(
    {
      openapi: "3.1.0",
      info: { title: "Bifrost Trader", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
      servers: [{ url: `${serverUrl}${REST_PREFIX}` }],
      security: [{ key: [] }],
      paths,
      components: {
        securitySchemes: {
          key: {
            type: "http",
            scheme: "bearer",
            description: "A key's id, a dot, its secret: made under Admin, API keys",
          },
        },
      },
    },
    {
      // Ids are checked by functions of ours, which say nothing of their form.
      allowEmptySchema: { custom: true },
      override: ({ jsonSchema, zodSchema }) => {
        if (zodSchema instanceof z.ZodCustom) Object.assign(jsonSchema, { type: "string", pattern: ID_PATTERN });
      },
    },
  );
}
