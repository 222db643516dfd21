// `npm run generate`: makes src/generated/prisma from prisma/schema.prisma, and the text of the strategy SDK. Commit what it
// makes: installations run on it.
import { writeSdkText } from "./generate-sdk.mjs";
import { generateClient } from "./launcher/build.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { ROOT } from "./launcher/settings.mjs";

try {
  await generateClient(ROOT);
  await writeSdkText(ROOT);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
