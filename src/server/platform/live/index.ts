/** Live values for browsers: lossy, only the newest, only what is on a screen. Knows nothing of what they mean. */
export { keyOfLine, type LiveHub, makeLiveHub, toBatches } from "./live-hub";
export { listShown, VIEW_KEYS_MAX } from "./live-views";
