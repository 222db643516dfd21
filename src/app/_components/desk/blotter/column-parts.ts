/** Tick of a symbol, for the decimals of its prices; a usual one until it is known. */
export type TickOf = (symbol: string) => string;

export const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
export const SIDE_TONES = { buy: "text-up", sell: "text-down" } as const;
