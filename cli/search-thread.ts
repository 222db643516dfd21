import { fileURLToPath } from "node:url";

/** Where the threads of a search are started from: beside this bundle. */
export const SEARCH_THREAD_FILE = fileURLToPath(new URL("./search-thread.mjs", import.meta.url));
