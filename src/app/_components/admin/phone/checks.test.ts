import { describe, expect, it } from "vitest";
import { enPhone } from "@/app/messages/en-phone";
import { CHECKS, type DeviceFacts, judgePhone } from "./checks";

const address = { url: "https://trader.example", isLocal: false, isEncrypted: true, tls: "proxy" } as const;
const device: DeviceFacts = {
  origin: "https://trader.example",
  isSecure: true,
  worker: "active",
  hasPush: true,
  permission: "granted",
  isInstalled: true,
};

const statesOf = (change: Partial<typeof address> | object, deviceChange: Partial<DeviceFacts> = {}) =>
  Object.fromEntries(
    judgePhone({ ...address, ...change }, { ...device, ...deviceChange }).map(({ name, state }) => [name, state]),
  );

describe("a phone's checks", () => {
  it("are all well where everything is", () => {
    expect(new Set(Object.values(statesOf({})))).toEqual(new Set(["ok"]));
    expect(Object.keys(statesOf({}))).toEqual([...CHECKS]);
  });

  it.each([
    ["reach", { isLocal: true }, {}, "warn"],
    ["encrypted", { isEncrypted: false }, {}, "warn"],
    ["same", {}, { origin: "http://192.168.1.5:3000" }, "warn"],
    ["secure", {}, { isSecure: false }, "warn"],
    ["worker", {}, { worker: "none" }, "warn"],
    ["worker", {}, { worker: { why: "refused" } }, "warn"],
    ["push", {}, { hasPush: false }, "warn"],
    ["permission", {}, { permission: "denied" }, "warn"],
    ["permission", {}, { permission: "default" }, "off"],
    ["installed", {}, { isInstalled: false }, "off"],
  ] as const)("say of %s what is missing: %j %j", (name, change, deviceChange, state) => {
    const states = statesOf(change, deviceChange);
    expect(states[name]).toBe(state);
    // One fault is one line.
    expect(Object.values(states).filter((each) => each !== "ok")).toHaveLength(1);
  });

  it("have words for every answer they can give", () => {
    const said: Record<string, Record<string, string>> = enPhone.phone.say;
    for (const name of CHECKS) expect(Object.keys(said[name] ?? {})).toContain("ok");
    expect(Object.keys(said["permission"] ?? {})).toEqual(["ok", "warn", "off"]);
  });
});
