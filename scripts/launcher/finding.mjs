// What the doctor finds.

/**
 * @typedef {{ readonly check: string, readonly level: "ok" | "warning" | "problem", readonly finding: string, readonly remedy: string | null }} Finding
 */

/** @returns {Finding} */
export const good = (check, finding) => ({ check, level: "ok", finding, remedy: null });
/** @returns {Finding} */
export const warning = (check, finding, remedy) => ({ check, level: "warning", finding, remedy });
/** @returns {Finding} */
export const problem = (check, finding, remedy) => ({ check, level: "problem", finding, remedy });
