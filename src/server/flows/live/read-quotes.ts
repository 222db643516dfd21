import { InstrumentId } from "@/modules/_kernel";
import { encodeQuote } from "@/modules/data";
import type { FlowDeps } from "../deps";

/** The latest quotes of those instruments as they travel to browsers; none for instruments that have none. */
export const makeReadQuoteLines =
  ({ quotes }: Pick<FlowDeps, "quotes">) =>
  async (keys: readonly number[]): Promise<readonly string[]> => {
    const found = await quotes.read(keys.filter(InstrumentId.is));
    return found.map(encodeQuote);
  };
