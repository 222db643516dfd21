import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";

const Rows = z.array(z.object({ at: z.date().nullable() }));

/** The one moment of a statement that selects a time as `at`; null: there is none. */
export async function momentOf(rows: Promise<unknown>): Promise<EpochMs | null> {
  const at = Rows.parse(await rows)[0]?.at ?? null;
  return at === null ? null : EpochMs.of(at.getTime());
}
