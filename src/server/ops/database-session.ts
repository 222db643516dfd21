/**
 * The installation's database for the length of one command line command.
 *
 * The launcher and the commands share one implementation, which must run before anything is built: it is plain
 * JavaScript in scripts/.
 */
export { openDatabaseSession } from "../../../scripts/database-session.mjs";
