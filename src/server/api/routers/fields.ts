import { z } from "zod";
import { EpochMs, ImportId, JobId, RunId, SessionId } from "@/modules/_kernel";
import { PRICE_ADJUSTMENTS, SERIES_HOURS } from "@/modules/data";

/** Fields that several procedures share, checked at the edge and branded for the inside. */
export const epochMs = z.custom<EpochMs>(EpochMs.is, "a whole number of milliseconds since 1970");
export const jobId = z.custom<JobId>(JobId.is, "a job id");
export const runId = z.custom<RunId>(RunId.is, "a run id");
export const importId = z.custom<ImportId>(ImportId.is, "an import id");
export const sessionId = z.custom<SessionId>(SessionId.is, "a session id");

export const symbol = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9^._=/:-]{1,32}$/, "1 to 32 of letters, digits and ^ . _ = / : -");

export const resolution = z.enum(["1m", "5m", "15m", "1h", "4h", "1d", "1w", "1mo"]);
export const priceAdjustment = z.enum(PRICE_ADJUSTMENTS, `one of ${PRICE_ADJUSTMENTS.join(", ")}`);
export const seriesHours = z.enum(SERIES_HOURS, `one of ${SERIES_HOURS.join(", ")}`);
export const instrumentKind = z.enum(["equity", "etf", "index", "crypto", "fx", "future"]);
export const currency = z.string().regex(/^[A-Z]{3,5}$/, "a currency code like USD");
export const sessionDate = z.iso.date("a date like 2020-12-31");
export const email = z.email("an e-mail address like name@example.com").max(254).toLowerCase();
export const cursor = z.string().max(200).nullable().default(null);

/** Length is what protects a password; the upper bound only keeps hashing affordable. */
export const PASSWORD_LENGTH_MIN = 12;
export const PASSWORD_LENGTH_MAX = 256;
export const password = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `at least ${PASSWORD_LENGTH_MIN} characters`)
  .max(PASSWORD_LENGTH_MAX, `at most ${PASSWORD_LENGTH_MAX} characters`);
