import { describe, expect, it } from "vitest";
import { makeApiDocument } from "./document";
import { REST_ROUTES } from "./routes";

const document = makeApiDocument({ version: "1.2.3", serverUrl: "http://127.0.0.1:3000" });

/** The fields of an object in the description. */
const propertiesOf = (schema: unknown): object =>
  typeof schema === "object" && schema !== null && "properties" in schema && typeof schema.properties === "object"
    ? (schema.properties ?? {})
    : {};

describe("the description", () => {
  it("has every route once, under a name of its own", () => {
    const named = Object.values(document.paths ?? {}).flatMap((path) =>
      Object.values(path ?? {}).map((operation: { operationId?: string }) => operation.operationId ?? ""),
    );
    expect(named.toSorted()).toEqual([...REST_ROUTES.map(({ id }) => id), "followEvents"].toSorted());
    expect(new Set(named).size).toBe(named.length);
  });

  it("describes what an order takes from the schema that checks it", () => {
    const request: unknown = document.components?.schemas?.["OrderRequest"];
    expect(request).toMatchObject({
      type: "object",
      additionalProperties: false,
      required: expect.arrayContaining(["accountId", "symbol", "side", "qty", "ordType"]),
      properties: { side: { enum: ["buy", "sell"] } },
    });
    expect(document.paths?.["/orders"]?.post).toMatchObject({
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: "Idempotency-Key", in: "header", required: true }),
      ]),
      responses: { "201": {}, "401": {} },
    });
  });

  it("says times and decimals as they travel", () => {
    expect(document.components?.schemas?.["Order"]).toMatchObject({
      properties: { qty: { type: "string" }, createdAt: { type: "string", format: "date-time" } },
    });
  });

  it("names no text for milliseconds, but beside a better name that it had to be kept for", () => {
    const misnamed = Object.entries(document.components?.schemas ?? {}).flatMap(([of, schema]) =>
      Object.entries(propertiesOf(schema)).flatMap(([name, field]) => {
        const said: unknown = JSON.parse(JSON.stringify(field));
        return name.endsWith("Ms") && JSON.stringify(said).includes("date-time")
          ? [[`${of}.${name}`, said] as const]
          : [];
      }),
    );
    expect(misnamed.map(([name]) => name).toSorted()).toEqual([
      "Screen.updatedAtMs",
      "ScreenHit.barMs",
      "ScreenRun.createdAtMs",
      "ScreenRun.finishedAtMs",
      "Trade.entryMs",
      "Trade.exitMs",
    ]);
    for (const [, said] of misnamed) expect(said).toMatchObject({ deprecated: true });
  });

  it("refers to nothing that it does not have", () => {
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? "");
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in (document.components?.schemas ?? {})))).toEqual([]);
  });
});
