export function usualSeconds(kept: unknown): number | null;
export function withTime(kept: unknown, seconds: number): number[];
