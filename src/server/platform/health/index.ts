/** How the installation was. */
export { HEALTH_KEPT_MS, insertHealth, pruneHealth, readHealth, SAMPLE_EVERY_MS } from "./health-samples";
