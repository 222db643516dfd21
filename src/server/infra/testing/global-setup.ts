import { startEphemeral } from "../../../../scripts/pg-embedded.mjs";

/** One throw-away PostgreSQL for a whole vitest run, unless a server is given. Its address reaches the test files. */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given !== undefined && given !== "") return async () => undefined;
  const server = await startEphemeral();
  process.env["TEST_DATABASE_URL"] = server.url;
  return () => server.stop();
}
