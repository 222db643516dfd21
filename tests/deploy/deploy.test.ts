import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readGatewayEnv, readWebEnv, readWorkersEnv, WORKER_ROLES } from "../../src/server/infra/env";
import { UPLOAD_BYTES_MAX } from "../../src/server/uploads";
import { composeSchema, fill, knownNames, pairsOf, readDockerfile, type Service } from "./read";

/** No container engine runs where the tests run: every name, command, port and file is checked against the code instead. */

const composeText = readFileSync("docker-compose.yml", "utf8");
const compose = composeSchema.parse(parse(composeText, { merge: true }));
const docker = readDockerfile();
const caddy = readFileSync("deploy/Caddyfile", "utf8");
const packageJson: { version: string; engines: { node: string } } = JSON.parse(readFileSync("package.json", "utf8"));
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.image.startsWith("bifrost-trader:"));
const workers = services.filter(([name]) => name.startsWith("workers-"));
const bundles = [...readFileSync("scripts/launcher/build.mjs", "utf8").matchAll(/out: "(\w+)"/g)].map(
  (match) => `dist/${match[1]}.mjs`,
);
const last = (keyword: string) => docker.findLast((instruction) => instruction.keyword === keyword)?.text ?? "";
const words = (text: string): readonly string[] => JSON.parse(/\[.*\]/.exec(text)?.[0] ?? "[]");

const VALUES = {
  BIFROST_DOMAIN: "trader.example.org",
  BIFROST_OWNER_PASSWORD: "owner",
  BIFROST_APP_PASSWORD: "app",
  NEXTAUTH_SECRET: "0123456789abcdef0123456789abcdef",
};

/** What a process of a service sees: the image's variables, then the service's. */
function environmentOf({ environment }: Service): Record<string, string> {
  const own = Object.entries(environment).map(([name, value]) => [name, fill(value, VALUES)]);
  return { ...pairsOf(docker, "ENV"), ...Object.fromEntries(own) };
}

/** The script that a command runs, wherever Node's own options stand. */
const scriptOf = (command: readonly string[]) => command.find((word) => word.endsWith(".mjs")) ?? "";

function expectScript(command: readonly string[]) {
  const script = scriptOf(command);
  expect(command[0]).toBe("node");
  expect(bundles.includes(script) || existsSync(script), `${script} is a bundle or a script`).toBe(true);
}

describe("the image", () => {
  it("is built on a pinned Node that package.json accepts", () => {
    const bases = docker.filter(({ keyword }) => keyword === "FROM").map(({ text }) => text);
    expect(bases[0]).toMatch(/^node:20\.(19|[2-9]\d)-\S+ AS base$/);
    expect(bases.slice(1).every((text) => text.startsWith("base AS "))).toBe(true);
    expect(packageJson.engines.node).toBe(">=20.19.0");
  });

  it("copies what exists, and from stages that exist", () => {
    const stages = docker.filter(({ keyword }) => keyword === "FROM").map(({ text }) => text.split(" AS ")[1]);
    const copies = docker.filter(({ keyword }) => keyword === "COPY").map(({ text }) => text);
    expect(copies.length).toBeGreaterThan(6);
    const made = ["/app/node_modules", "/app/dist", "/app/.next"];
    const wrong = copies.filter((text) => {
      const stage = /--from=(\w+)/.exec(text)?.[1];
      const sources = text
        .split(" ")
        .filter((word) => !word.startsWith("--"))
        .slice(0, -1);
      if (stage !== undefined && !stages.includes(stage)) return true;
      return !sources.every((source) => (stage === undefined ? existsSync(source) : made.includes(source)));
    });
    expect(wrong).toEqual([]);
  });

  it("holds every script that the bundles leave outside, and the migrations", () => {
    const runtime = docker.slice(docker.findIndex(({ text }) => text === "base AS runtime"));
    const copied = runtime
      .filter(({ keyword }) => keyword === "COPY")
      .map(({ text }) => text)
      .join(" ");
    for (const needed of [
      "scripts",
      "prisma",
      "public",
      "bifrost",
      "package.json",
      "package-lock.json",
      "next.config.js",
    ]) {
      expect(copied).toContain(needed);
    }
  });

  it("does not run as root, and says whether it is well", () => {
    expect(last("USER")).toBe("node");
    const health = words(last("HEALTHCHECK"));
    expectScript(health);
    expect(health.at(-1)).toBe("web");
    expectScript(words(last("CMD")));
  });

  it("listens where it says, and names only variables that are read", () => {
    const environment = pairsOf(docker, "ENV");
    expect(last("EXPOSE")).toBe(environment["PORT"]);
    expect(last("VOLUME")).toBe(environment["BIFROST_DATA_DIR"]);
    const foreign = new Set(["NEXT_TELEMETRY_DISABLED", "CHECKPOINT_DISABLE"]);
    const unread = Object.keys({ ...environment, ...pairsOf(docker, "ARG") }).filter(
      (name) => !knownNames().has(name) && !foreign.has(name),
    );
    expect(unread).toEqual([]);
  });

  it("takes in neither data, keys nor what another machine built", () => {
    const ignored = readFileSync(".dockerignore", "utf8").split("\n");
    for (const path of [".git", ".data", ".env", "**/node_modules", "dist", ".next"]) expect(ignored).toContain(path);
  });
});

describe("the compose file", () => {
  it("names services, volumes, networks and conditions that exist, and uses all it declares", () => {
    const named = new Set(services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(":")[0] ?? "")));
    const own = [...named].filter((name) => !name.startsWith("."));
    expect(own.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    expect([...named].filter((name) => name.startsWith(".") && !existsSync(name))).toEqual([]);
    expect(services.filter(([, { networks }]) => networks.join() !== "inside")).toEqual([]);
    const needs = services.flatMap(([name, { depends_on }]) =>
      Object.entries(depends_on).map(([other, { condition }]) => ({ name, other, condition })),
    );
    expect(needs.length).toBeGreaterThan(8);
    const idle = needs.filter(({ other, condition }) => {
      const target = compose.services[other];
      if (condition === "service_completed_successfully") return target?.restart !== "no";
      const watched = target?.healthcheck?.test !== undefined || target?.image.startsWith("bifrost-trader:");
      return condition !== "service_healthy" || !watched;
    });
    expect(idle, "conditions that can never come true").toEqual([]);
  });

  it("pins every image", () => {
    expect(services.filter(([, { image }]) => !/:\d+\.\d+/.test(image))).toEqual([]);
    expect(new Set(ours.map(([, { image }]) => image))).toEqual(new Set([`bifrost-trader:${packageJson.version}`]));
  });

  it("gives our services only variables that are read", () => {
    expect(ours.length).toBe(9);
    const names = knownNames();
    expect(names.size).toBeGreaterThan(15);
    const unread = ours.flatMap(([name, { environment }]) =>
      Object.keys(environment)
        .filter((variable) => !names.has(variable))
        .map((variable) => `${name}: ${variable}`),
    );
    expect(unread).toEqual([]);
    expect(Object.keys(compose.services["prepare"]?.build?.args ?? {})).toEqual(Object.keys(pairsOf(docker, "ARG")));
  });

  it("gives the web servers an environment that they accept, behind TLS", () => {
    const web = compose.services["web"];
    if (web === undefined) throw new Error("no service web");
    const env = readWebEnv(environmentOf(web));
    expect(env).toMatchObject({
      publicUrl: "https://trader.example.org",
      secure: true,
      BIFROST_TRUST_PROXY: true,
      HOST: "0.0.0.0",
    });
    expect(web.deploy?.replicas).toBe(2);
    expect(web.expose).toEqual([String(env.PORT)]);
    expect(web.ports).toEqual([]);
  });

  it("gives the gateway an environment that it accepts, where somebody asks for it", () => {
    const gateway = compose.services["gateway"];
    if (gateway === undefined) throw new Error("no service gateway");
    const env = readGatewayEnv(environmentOf(gateway));
    expect(env).toMatchObject({ HOST: "0.0.0.0", BIFROST_TRUST_PROXY: true, tls: null });
    expect(gateway.expose).toEqual([String(env.GATEWAY_PORT)]);
    expect(gateway.ports).toEqual([]);
    expect(gateway.profiles).toEqual(["gateway"]);
    expect(gateway.healthcheck?.test?.at(-1)).toBe("gateway");
    expectScript(gateway.healthcheck?.test?.slice(1) ?? []);
  });

  it("gives each worker role a home", () => {
    const roles = workers.flatMap(([, service]) => readWorkersEnv(environmentOf(service)).BIFROST_ROLES);
    expect(roles.toSorted()).toEqual([...WORKER_ROLES].toSorted());
  });

  it("runs commands that exist", () => {
    const commands = ours.map(([, { command }]) => command ?? []);
    const checked = workers.map(([, { healthcheck }]) => healthcheck?.test?.slice(1) ?? []);
    for (const command of [...commands, ...checked]) expectScript(command);
    expect(compose.services["prepare"]?.healthcheck?.disable).toBe(true);
    expect(scriptOf(compose.services["web"]?.command ?? [])).toBe(scriptOf(words(last("CMD"))));
    const checks = readFileSync("scripts/healthcheck.mjs", "utf8");
    for (const what of ["web", "gateway", "workers"]) expect(checks).toMatch(new RegExp(`\\b${what}:`));
  });

  it("lets only the service that migrates see the owner's password", () => {
    const holders = services.filter(([, { environment }]) =>
      JSON.stringify(environment).includes("BIFROST_OWNER_PASSWORD"),
    );
    expect(holders.map(([name]) => name).toSorted()).toEqual(["database", "prepare"]);
    const [owner, app] = ["DATABASE_OWNER_URL", "DATABASE_URL"].map(
      (name) => new URL(environmentOf(compose.services["prepare"] ?? ours[0]?.[1] ?? ({} as Service))[name] ?? ""),
    );
    const database = compose.services["database"]?.environment;
    expect(owner?.username).toBe(database?.["POSTGRES_USER"]);
    expect(owner?.pathname).toBe(`/${database?.["POSTGRES_DB"]}`);
    expect(app?.username).not.toBe(owner?.username);
    expect([owner?.host, app?.host]).toEqual(["database:5432", "database:5432"]);
  });

  it("publishes the proxy alone", () => {
    expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(["proxy"]);
    expect(compose.services["proxy"]?.ports).toEqual(["80:80", "443:443", "8443:8443"]);
  });

  it("asks for every value in the example, and explains every value it asks for", () => {
    const used = new Set([...composeText.matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? ""));
    const example = readFileSync("deploy/env.example", "utf8");
    const explained = [...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1] ?? "");
    expect(explained.toSorted()).toEqual([...used].toSorted());
  });

  it("waits longer for an end than the processes take", () => {
    const short = ours
      .filter(([name]) => name !== "prepare")
      .filter(([, { stop_grace_period: grace }]) => Number.parseInt(grace ?? "0", 10) < 12);
    expect(short).toEqual([]);
  });
});

describe("the proxy", () => {
  it("leads to the web service's port, and lets through what the app takes", () => {
    expect(caddy).toContain(`dynamic a web ${compose.services["web"]?.expose[0]}`);
    expect(caddy).toContain(`dynamic a gateway ${compose.services["gateway"]?.expose[0]}`);
    expect(caddy).toMatch(/^\{\$BIFROST_DOMAIN\}:8443 \{/m);
    expect(caddy).toContain("flush_interval -1");
    expect(caddy).toMatch(/^\{\$BIFROST_DOMAIN\} \{/m);
    expect(Object.keys(compose.services["proxy"]?.environment ?? {})).toEqual(["BIFROST_DOMAIN"]);
    const megabytes = Number(/max_size (\d+)MB/.exec(caddy)?.[1]);
    expect(megabytes * 1_000_000).toBeGreaterThan(UPLOAD_BYTES_MAX);
    expect(compose.services["proxy"]?.volumes[0]).toBe("./deploy/Caddyfile:/etc/caddy/Caddyfile:ro");
  });
});

describe("the guide", () => {
  it("speaks only of commands and services that exist", () => {
    const guide = readFileSync("deploy/README.md", "utf8");
    const commands = [...guide.matchAll(/\.\/bifrost (\w+)/g)].map((match) => match[1] ?? "");
    expect(commands.length).toBeGreaterThan(2);
    expect(commands.filter((name) => !existsSync(`cli/commands/${name}.ts`))).toEqual([]);
    const mentioned = [...guide.matchAll(/workers-\w+/g)].map((match) => match[0]);
    expect(mentioned.filter((name) => !(name in compose.services))).toEqual([]);
  });
});
