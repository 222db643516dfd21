/** How the installation was. */
export { HEALTH_KEPT_MS, insertHealth, oldestHealth, pruneHealth, readHealth, SAMPLE_EVERY_MS } from "./health-samples";
