import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SqlPort } from "@/modules/_kernel";
import { FORMER_SYMBOL } from "@/modules/data";
import { makeInstrumentStore, makeKnownInstruments } from "@/modules/data/server";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";

let database: TestDatabase;
/** Rows that the database answered with. */
let rows = 0;
beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());

const add = (symbol: string) =>
  database.db.transactions.run((tx) =>
    makeInstrumentStore(tx).ensure(tx, { symbol, name: symbol, kind: "equity", currency: "USD", timeZone: "UTC" }),
  );

describe("known instruments", () => {
  it("are as they are now, and are read again only when they changed", async () => {
    const { sql } = database.db;
    const counting: SqlPort = {
      ...sql,
      $queryRaw: async <T>(strings: TemplateStringsArray, ...values: readonly unknown[]) => {
        const found = await sql.$queryRaw<T>(strings, ...values);
        rows += Array.isArray(found) ? found.length : 0;
        return found;
      },
    };
    const known = makeKnownInstruments(counting);
    const look = async () => {
      rows = 0;
      const found = await known.findAll(["ACME", "BOLT", "NONE", "ACME"]);
      return { rows, found: [...found].map(([asked, { symbol, sector }]) => `${asked}: ${symbol} ${sector}`.trim()) };
    };
    const acme = await add("ACME");
    await add("BOLT");
    expect(await look()).toEqual({ rows: 2, found: ["ACME: ACME", "BOLT: BOLT"] });
    expect(await look()).toEqual({ rows: 0, found: ["ACME: ACME", "BOLT: BOLT"] });

    await sql.$executeRaw`UPDATE instrument SET sector = 'Tech' WHERE symbol = 'ACME'`;
    expect(await look()).toEqual({ rows: 1, found: ["ACME: ACME Tech", "BOLT: BOLT"] });

    // Under its former symbol it is found until another one takes that.
    await database.db.transactions.run(async (tx) => {
      await makeInstrumentStore(tx).rename(tx, acme.instrumentId, "APEX");
      await makeInstrumentStore(tx).linkAlias(tx, acme.instrumentId, {
        source: FORMER_SYMBOL,
        alias: "ACME",
        venue: "",
      });
    });
    expect(await look()).toEqual({ rows: 1, found: ["ACME: APEX Tech", "BOLT: BOLT"] });
    await sql.$executeRaw`
      INSERT INTO instrument (symbol, name, kind, currency, tick, lot, time_zone, calendar)
      SELECT 'ACME', name, kind, currency, tick, lot, time_zone, calendar FROM instrument WHERE symbol = 'BOLT'`;
    expect(await look()).toEqual({ rows: 1, found: ["ACME: ACME", "BOLT: BOLT"] });

    await sql.$executeRaw`DELETE FROM instrument WHERE symbol = 'BOLT'`;
    expect(await look()).toEqual({ rows: 1, found: ["ACME: ACME"] });
    expect(await look()).toEqual({ rows: 0, found: ["ACME: ACME"] });
    expect(await known.findAll([])).toEqual(new Map());
  });
});
