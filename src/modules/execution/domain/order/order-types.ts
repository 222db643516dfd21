import type { OrdType } from "@/modules/_kernel";

const LIMITS: ReadonlySet<OrdType> = new Set(["limit", "stop_limit", "trailing_stop_limit"]);
const STOPS: ReadonlySet<OrdType> = new Set(["stop", "stop_limit", "trailing_stop_limit"]);
const TRAILS: ReadonlySet<OrdType> = new Set(["trailing_stop", "trailing_stop_limit"]);

export const hasLimit = (type: OrdType): boolean => LIMITS.has(type);
export const isTrailing = (type: OrdType): boolean => TRAILS.has(type);
/** Whether it cannot do without a stop price. */
export const needsStop = (type: OrdType): boolean => STOPS.has(type);
/** Whether a stop price belongs to it: its own, or the first one of a trail. */
export const hasStop = (type: OrdType): boolean => STOPS.has(type) || TRAILS.has(type);
