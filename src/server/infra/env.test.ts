import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import { readCommonEnv, readImportRoot, readWebEnv, readWorkersEnv, wholeEnv } from "./env";

const DATABASE_URL = "postgresql://app:hidden@db:5432/bifrost";
const WEB = { DATABASE_URL, NEXTAUTH_SECRET: "s".repeat(32) };

describe("environment", () => {
  it("has a default for everything that can have one", () => {
    expect(readWebEnv(WEB)).toMatchObject({
      PORT: 3000,
      HOST: "127.0.0.1",
      BIFROST_DATA_DIR: "./.data",
      setupTokenFile: "./.data/setup-token",
      publicUrl: "http://127.0.0.1:3000",
      secure: false,
      tls: null,
      LOG_LEVEL: "info",
    });
    expect(readWorkersEnv({ DATABASE_URL }).BIFROST_ROLES).toEqual([
      "ingest",
      "research",
      "ops",
      "stream",
      "trading",
      "strategy",
    ]);
  });

  it("takes an empty variable for one that is not set", () => {
    expect(readCommonEnv({ DATABASE_URL, REDIS_URL: "", LOG_LEVEL: "" })).toMatchObject({ LOG_LEVEL: "info" });
  });

  it.each([
    [{}, /^DATABASE_URL is missing: set it to postgresql:\/\//],
    [{ DATABASE_URL, LOG_LEVEL: "loud" }, /^LOG_LEVEL is "loud" and must be trace, debug/],
    [{ DATABASE_URL, REDIS_URL: "localhost" }, /^REDIS_URL is "localhost" and must be redis:/],
  ])("names the variable and what would pass: %o", (source, message) => {
    expect(() => readCommonEnv(source)).toThrow(message);
  });

  it.each([
    [{ ...WEB, PORT: "70000" }, /^PORT is "70000" and must be a port from 0 to 65535/],
    [{ ...WEB, PORT: "web" }, /^PORT is "web" and must be a port/],
    [{ ...WEB, BIFROST_TLS_CERT: "cert.pem" }, /belong together/],
    [{ ...WEB, BIFROST_PUBLIC_URL: "bifrost.example.com" }, /^BIFROST_PUBLIC_URL is .* must be an address like/],
    [{ ...WEB, BIFROST_TRUST_PROXY: "yes" }, /^BIFROST_TRUST_PROXY is "yes" and must be 0 or 1/],
    [{ ...WEB, HOST: "0.0.0.0" }, /^HOST 0\.0\.0\.0 is reachable from other machines: set BIFROST_TLS_CERT/],
  ])("refuses a web server that would be unsafe or unclear: %o", (source, message) => {
    expect(() => readWebEnv(source)).toThrow(message);
  });

  it("never repeats a secret", () => {
    const told = (source: Record<string, string>) => {
      try {
        readWebEnv(source);
      } catch (error) {
        return String(error);
      }
      return "nothing";
    };
    expect(told({ ...WEB, NEXTAUTH_SECRET: "short-secret" })).not.toContain("short-secret");
    expect(told({ ...WEB, DATABASE_URL: "mysql://u:hidden@h/d" })).not.toContain("hidden");
  });

  it("listens elsewhere with TLS or behind a declared proxy", () => {
    expect(readWebEnv({ ...WEB, HOST: "::", BIFROST_TLS_CERT: "c", BIFROST_TLS_KEY: "k" })).toMatchObject({
      secure: true,
      publicUrl: "https://[::]:3000",
    });
    const behind = { ...WEB, HOST: "0.0.0.0", BIFROST_TRUST_PROXY: "1", BIFROST_PUBLIC_URL: "https://b.example.com" };
    expect(readWebEnv(behind)).toMatchObject({ secure: true, tls: null });
  });

  it("reads files below the data folder, unless another root is named", () => {
    expect(readImportRoot("/var/bifrost", {})).toBe("/var/bifrost/import");
    expect(readImportRoot("/var/bifrost", { BIFROST_IMPORT_ROOT: " " })).toBe("/var/bifrost/import");
    expect(readImportRoot("/var/bifrost", { BIFROST_IMPORT_ROOT: "/mnt/prices/" })).toBe("/mnt/prices");
  });

  it("refuses a role that does not exist", () => {
    expect(() => readWorkersEnv({ DATABASE_URL, BIFROST_ROLES: "ingest,magic" })).toThrow(
      /BIFROST_ROLES.*ingest, research, ops, stream/,
    );
  });

  it("is whole at once, unless the launcher sends the database's address later", async () => {
    const disconnect = vi.fn<() => void>();
    const env = { DATABASE_URL: undefined, PORT: "4000", BIFROST_AWAITS_DATABASE: "1" };
    const launched = Object.assign(new EventEmitter(), { env, send: () => true, disconnect });
    const whole = wholeEnv(launched as unknown as NodeJS.Process);
    launched.emit("message", { DATABASE_URL: "postgresql://a:b@localhost:5432/c" });
    expect(await whole).toMatchObject({ DATABASE_URL: "postgresql://a:b@localhost:5432/c", PORT: "4000" });
    expect(disconnect).toHaveBeenCalledOnce();

    const alone = Object.assign(new EventEmitter(), { env });
    expect(await wholeEnv(alone as unknown as NodeJS.Process)).toBe(env);
  });
});
