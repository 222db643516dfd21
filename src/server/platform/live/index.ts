/** Live values for browsers: lossy, only the newest, only what is on a screen. Knows nothing of what they mean. */
export { type LiveHub, makeLiveHub, toBatches } from "./live-hub";
export { listShown } from "./live-views";
