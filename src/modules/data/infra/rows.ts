import { z } from "zod";
import { EpochMs, InstrumentId, invariant } from "@/modules/_kernel";
import { type Resolution, resolutionOfMinutes } from "../domain/resolution";

/** Times leave SQL as milliseconds in text (`extract(epoch …) * 1000` as bigint): no driver in between reads them its way. */
export const EpochMsText = z
  .string()
  .regex(/^-?\d{1,16}$/)
  .transform((text) => EpochMs.of(Number(text)));
export const CountText = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);
export const InstrumentIdColumn = z.int().transform((value) => InstrumentId.of(value));

/** The resolution stored under a code; another code breaks an invariant, because the table's check refuses it. */
function resolutionOf(minutes: number): Resolution {
  const resolution = resolutionOfMinutes(minutes);
  invariant(resolution !== null, `a stored resolution is one of ours, was ${minutes}`);
  return resolution;
}

export const ResolutionColumn = z.int().transform(resolutionOf);
