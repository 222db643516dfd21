import { afterAll, beforeAll, expect, it } from "vitest";
import { examine } from "../../../../scripts/launcher/examine.mjs";
import { openRestHouse, type RestHouse } from "../../api/rest/testing/rest-house";
import { openDatabase } from "../../infra/db";
import { FEATURES, type FeatureName } from "../contract/features";

let house: RestHouse;
beforeAll(async () => {
  house = await openRestHouse();
});
afterAll(() => house.database.close());

const read = async (name: FeatureName) => (await house.flows.listFeatures()).find((feature) => feature.name === name);

it("says each capability by what is there, and says otherwise once that changed", async () => {
  expect((await house.flows.listFeatures()).map(({ name }) => name)).toEqual([...FEATURES]);
  // Rita and Ada may decide.
  expect(await read("four_eyes")).toMatchObject({ state: "on", facts: { count: 2 } });
  await house.deps.sql.$executeRaw`UPDATE user_account SET disabled_at = now() WHERE id = 'rita'`;
  expect(await read("four_eyes")).toMatchObject({ state: "off", remedy: "four_eyes_alone", href: "/admin/people" });

  expect(await read("email")).toMatchObject({ state: "not_configured", remedy: "email_none" });
  const saved = await house.flows.saveNotifyHouse(house.actor("alice"), {
    publicUrl: "https://desk.example.com",
    allowPrivate: false,
    mail: { host: "mail.example.com", port: 25, secure: false, user: null, from: "bifrost@example.com" },
    telegramToken: `123456:${"x".repeat(35)}`,
  });
  expect(saved.ok).toBe(true);
  expect(await read("email")).toMatchObject({ state: "on", facts: { host: "mail.example.com" } });
  expect(await read("links")).toMatchObject({ state: "on", facts: { url: "https://desk.example.com" } });
  expect(await read("telegram")).toMatchObject({ state: "on" });
  expect(await read("outside_monitor")).toMatchObject({ state: "not_configured" });
  // No secret leaves with it.
  expect(JSON.stringify(await house.flows.listFeatures())).not.toContain("xxxxx");
});

it("sees the gateway while it is connected, and no longer", async () => {
  expect(await read("gateway")).toMatchObject({ state: "not_configured" });
  const gateway = openDatabase({
    url: house.database.url,
    applicationName: "bifrost-gateway",
    poolSize: 1,
    statementTimeoutMs: 5_000,
    onIdleError: () => undefined,
  });
  await gateway.sql.$queryRaw`SELECT 1 AS one LIMIT 1`;
  expect(await read("gateway")).toMatchObject({ state: "on" });
  await gateway.close();
  await expect.poll(async () => (await read("gateway"))?.state, { timeout: 10_000 }).toBe("not_configured");
});

it("agrees with the doctor on what keeps the bars", async () => {
  const { url, ownerUrl } = house.database;
  const { username: name, password } = new URL(url);
  const { findings } = await examine({ ownerUrl, appRole: { name, password }, running: false });
  const said = findings.find(({ check }) => check === "bars")?.finding ?? "";
  const feature = await read("timescale");
  expect(feature?.state).toBe(said.startsWith("TimescaleDB") ? "on" : "off");
});
