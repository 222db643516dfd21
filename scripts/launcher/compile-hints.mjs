// Tells browsers to compile scripts while they load, beside the page: what a page is made of is run at once, and a browser that does
// not know it compiles function after function when each is called, while nothing else moves.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What Chromium reads on the first line of a script; to other browsers it is a comment. */
export const COMPILE_HINT = "//# allFunctionsCalledOnLoad\n";
/** A script as long as that, such as an editor's, is loaded by whoever needs it, and little of it is run at once. */
const BYTES_MAX = 240_000;
/** In a shorter one there is nothing to gain. */
const BYTES_MIN = 5_000;

/**
 * Writes the hint into the scripts of the pages, once.
 *
 * @param {string} folder where `next build` put them
 */
export function hintScripts(folder) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".js"))) {
    const script = readFileSync(join(folder, name));
    const isHinted = script.subarray(0, COMPILE_HINT.length).equals(Buffer.from(COMPILE_HINT));
    if (script.length >= BYTES_MIN && script.length <= BYTES_MAX && !isHinted)
      writeFileSync(join(folder, name), Buffer.concat([Buffer.from(COMPILE_HINT), script]));
  }
}
