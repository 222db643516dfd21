// `npm run generate`: makes src/generated/prisma from prisma/schema.prisma. Commit what it makes: installations run on it.
import { generateClient } from "./launcher/build.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { ROOT } from "./launcher/settings.mjs";

try {
  await generateClient(ROOT);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
