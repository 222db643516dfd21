import { describe, expect, it } from "vitest";
import { messages } from "@/app/messages/catalog";
import { FEATURES, type FeatureName } from "../contract/features";
import { judgeFeatures, type Seen } from "./judge-features";

/** An installation on one's own machine, on the day it was set up. */
const FRESH: Seen = {
  installation: { usesRedis: false, publicUrl: "http://127.0.0.1:3000", hasTls: false, trustsProxy: false },
  timescale: null,
  postgres: "18.1",
  hasGateway: false,
  deciders: 1,
  factorRoles: [],
  notify: { publicUrl: null, mailHost: null, hasTelegram: false, hasDeadMan: false },
  pushChannels: 0,
  feeds: { enabled: 0, needKey: 0 },
};
/** One with everything. */
const FULL: Seen = {
  installation: { usesRedis: true, publicUrl: "https://desk.example.com", hasTls: false, trustsProxy: true },
  timescale: "2.23.0",
  postgres: "18.1",
  hasGateway: true,
  deciders: 2,
  factorRoles: ["admin"],
  notify: { publicUrl: "https://desk.example.com", mailHost: "mail.example.com", hasTelegram: true, hasDeadMan: true },
  pushChannels: 2,
  feeds: { enabled: 3, needKey: 1 },
};
const at = (publicUrl: string, change: Partial<Seen> = {}): Seen => ({
  ...FRESH,
  ...change,
  installation: { ...FRESH.installation, publicUrl },
});

describe("capabilities", () => {
  it("are few on a fresh machine, each with what to do, and all there where everything is set up", () => {
    const fresh = judgeFeatures(FRESH);
    expect(FEATURES.filter((name) => fresh[name].state === "on")).toEqual(["passkeys"]);
    const withoutRemedy = FEATURES.filter((name) => fresh[name].state !== "on" && fresh[name].remedy === null);
    // Neither is a lack on one's own machine.
    expect(withoutRemedy).toEqual(["encryption", "proxy"]);
    const full = judgeFeatures(FULL);
    expect(FEATURES.filter((name) => full[name].state !== "on")).toEqual([]);
    expect(full.live_feeds.facts).toEqual({ count: 2 });
  });

  it.each([
    ["http://127.0.0.1:3000", "http://localhost:3000"],
    ["http://[::1]:3000", "http://localhost:3000"],
    ["https://desk.example.com", "https://desk.example.com"],
  ])("say of %s where passkeys can be made: at a name", (publicUrl, url) => {
    expect(judgeFeatures(at(publicUrl)).passkeys.facts).toEqual({ url });
  });

  it.each<readonly [string, Seen, FeatureName, string, string]>([
    ["a number", at("https://192.0.2.7"), "passkeys", "off", "passkeys_number"],
    ["a name without TLS", at("http://desk.example.com"), "passkeys", "off", "passkeys_insecure"],
    ["a name with TLS", at("https://desk.example.com"), "passkeys", "on", "passkeys"],
    ["this machine by name", at("http://localhost:3000"), "passkeys", "on", "passkeys"],
    ["this machine by number", at("http://[::1]:3000"), "passkeys", "on", "passkeys"],
    ["pushes without TLS", at("http://desk.example.com", { pushChannels: 2 }), "push", "off", "push_insecure"],
    ["pushes nobody allowed", at("https://desk.example.com"), "push", "not_configured", "push_none"],
    ["a line that all can read", at("http://192.0.2.7:3000"), "encryption", "off", "encryption_none"],
    ["one person alone", FRESH, "four_eyes", "off", "four_eyes_alone"],
    [
      "feeds without keys",
      { ...FRESH, feeds: { enabled: 2, needKey: 2 } },
      "live_feeds",
      "not_configured",
      "live_feeds_keys",
    ],
  ])("tells %s", (_what, seen, name, state, why) => {
    expect(judgeFeatures(seen)[name]).toMatchObject({ state, why });
  });

  it("have a text for whatever is said of them", () => {
    const places = [
      "http://127.0.0.1:3000",
      "https://192.0.2.7",
      "http://desk.example.com",
      "https://desk.example.com",
    ];
    const worlds = [FRESH, FULL].flatMap((world) =>
      places.map((publicUrl) => ({ ...world, installation: { ...world.installation, publicUrl } })),
    );
    for (const world of [...worlds, { ...FULL, installation: { ...FULL.installation, hasTls: true } }])
      for (const [name, { why, remedy }] of Object.entries(judgeFeatures(world))) {
        expect(messages.features.names).toHaveProperty(name);
        expect(messages.features.why).toHaveProperty(why);
        expect(remedy === null || remedy in messages.features.remedy ? null : remedy).toBeNull();
      }
  });
});
