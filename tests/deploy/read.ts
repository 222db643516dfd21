import { readFileSync } from "node:fs";
import { z } from "zod";

/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  readonly keyword: string;
  readonly text: string;
}

export function readDockerfile(path = "Dockerfile"): readonly Instruction[] {
  return readFileSync(path, "utf8")
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [keyword = "", ...rest] = line.trim().split(/\s+/);
      return { keyword, text: rest.join(" ") };
    });
}

/** `NAME=value` pairs of ENV and ARG. */
export function pairsOf(instructions: readonly Instruction[], keyword: string): Readonly<Record<string, string>> {
  const pairs = instructions
    .filter((instruction) => instruction.keyword === keyword)
    .flatMap(({ text }) => [...text.matchAll(/(\w+)=(\S+)/g)].map((match) => [match[1] ?? "", match[2] ?? ""]));
  return Object.fromEntries(pairs);
}

const words = z.array(z.string());
const service = z.object({
  image: z.string(),
  build: z.object({ context: z.string(), args: z.record(z.string(), z.string()).optional() }).optional(),
  command: words.optional(),
  profiles: words.default([]),
  environment: z.record(z.string(), z.string()).default({}),
  volumes: words.default([]),
  ports: words.default([]),
  expose: words.default([]),
  networks: words.default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  deploy: z.object({ replicas: z.number() }).optional(),
  healthcheck: z.object({ test: words.optional(), disable: z.boolean().optional() }).optional(),
  restart: z.string().optional(),
  stop_grace_period: z.string().optional(),
});
export type Service = z.infer<typeof service>;

export const composeSchema = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
  networks: z.record(z.string(), z.unknown()),
});

/** Names that the app and its scripts read from the environment, found in their sources. */
export function knownNames(): ReadonlySet<string> {
  const app = [...readFileSync("src/server/infra/env.ts", "utf8").matchAll(/^ {2,4}([A-Z][A-Z0-9_]+):/gm)];
  const launcher = ["settings", "version", "run", "checks"].flatMap((name) => [
    ...readFileSync(`scripts/launcher/${name}.mjs`, "utf8").matchAll(/(?:env\.|readUrl\(env, ")([A-Z][A-Z0-9_]+)/g),
  ]);
  return new Set([...app, ...launcher].map((match) => match[1] ?? ""));
}

/** Fills `${NAME}`, `${NAME:?why}` and `${NAME:-default}` as compose does. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{(\w+)(?::([?-])([^}]*))?\}/g, (_whole, name: string, kind?: string, rest?: string) => {
    const value = values[name] ?? "";
    if (value !== "") return value;
    return kind === "-" ? (rest ?? "") : "";
  });
}
