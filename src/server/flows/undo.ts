const MINUTE_MS = 60_000;

/** How long what was removed can be put back: whoever removed it by mistake has seen so by then. */
export const UNDO_WITHIN_MS = 15 * MINUTE_MS;

/** How long it is put aside before it is gone: what is being put back at this moment is still there. */
export const REMOVED_KEPT_MS = 60 * MINUTE_MS;
