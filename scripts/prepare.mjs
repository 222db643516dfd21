// Prepares an external database for processes that are started without the launcher (containers): backs up and migrates
// it, gives the app its role, and prints the one-time set-up address while there is no administrator.
//
// usage: DATABASE_OWNER_URL=... DATABASE_URL=... BIFROST_PUBLIC_URL=... node scripts/prepare.mjs
import { checkMachine, sentenceFor } from "./launcher/checks.mjs";
import { migrateDatabase, openDatabase, setupToken } from "./launcher/database.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { addressOf, readSettings } from "./launcher/settings.mjs";

const say = (text) => process.stdout.write(`${text}\n`);

async function main() {
  const settings = readSettings();
  if (!settings.databaseUrl || !settings.ownerUrl) {
    throw new Refusal("Set DATABASE_OWNER_URL (who may migrate) and DATABASE_URL (the role the app runs as).");
  }
  checkMachine({ ...settings, mustInstall: false });
  const database = await openDatabase(settings);
  const { applied, separateRole } = await migrateDatabase(database, settings, say);
  if (!separateRole) {
    throw new Refusal(
      `The role "${database.appRole.name}" of DATABASE_URL could not be made: let the owner create roles, or create it by hand.`,
    );
  }
  say(applied.length > 0 ? `applied ${applied.join(", ")}` : "nothing to migrate");
  const token = await setupToken(database.ownerUrl, settings.dataDir);
  if (token !== null) say(`Set it up here, once: ${addressOf(settings, settings.portWanted)}/setup?token=${token}`);
}

try {
  await main();
} catch (error) {
  const sentence = error instanceof Refusal ? error.message : sentenceFor(error);
  process.stderr.write(`${sentence ?? error.stack}\n`);
  process.exitCode = error.exitCode ?? 1;
}
