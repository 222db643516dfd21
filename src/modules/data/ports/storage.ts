import type { EpochMs, InstrumentId, SqlPort, UserId } from "@/modules/_kernel";
import type { BarColumns } from "../domain/bar-columns";
import type { Instrument } from "../domain/instrument";
import type { Resolution } from "../domain/resolution";
import type { LimitedResolution, LongerResolution, RetentionPolicy } from "../domain/storage/retention";

/** What things take on the disk, with their indexes. */
export interface DiskUse {
  readonly databaseBytes: number;
  /** By table, partitions and chunks with their table, largest first. */
  readonly tables: readonly { readonly table: string; readonly bytes: number }[];
  /** Bytes of all bars, and how many there are: what one takes on the average is their ratio. */
  readonly barBytes: number;
  readonly bars: number;
  readonly resolutions: readonly {
    readonly resolution: Resolution;
    readonly bars: number;
    readonly series: number;
    readonly firstMs: EpochMs;
  }[];
  /** Those with the most bars. */
  readonly instruments: readonly { readonly symbol: string; readonly name: string; readonly bars: number }[];
}

/** A series that begins before bars of its resolution are kept. */
export interface ExpiringSeries {
  readonly instrument: Pick<Instrument, "instrumentId" | "symbol" | "calendar" | "timeZone">;
  readonly firstMs: EpochMs;
}

/** Bars of one piece of a series with when each became known. */
export interface DatedBars {
  readonly bars: BarColumns;
  readonly knownMs: Float64Array;
}

/** Longer bars that take the place of finer ones, each known since the newest of those that it is made of. */
export interface LongerBars extends DatedBars {
  readonly resolution: LongerResolution;
}

export interface StorageStore {
  diskUse(sql: SqlPort, instrumentsMax: number): Promise<DiskUse>;
  policy(sql: SqlPort): Promise<RetentionPolicy>;
  /** Null: for ever. */
  setKeep(
    tx: SqlPort,
    resolution: LimitedResolution,
    keepDays: number | null,
    at: { readonly by: UserId | null; readonly nowMs: EpochMs },
  ): Promise<void>;
  /** Series with bars before a moment, the oldest first; at most `limit`. */
  listExpiring(
    sql: SqlPort,
    resolution: LimitedResolution,
    beforeMs: number,
    limit: number,
  ): Promise<readonly ExpiringSeries[]>;
  /** Bars of a resolution before a moment, in all series. */
  countBefore(sql: SqlPort, resolution: LimitedResolution, beforeMs: number): Promise<number>;
  /** Locks the series and reads its bars that start before `toMs`. */
  lockBefore(
    tx: SqlPort,
    series: { readonly instrumentId: InstrumentId; readonly resolution: LimitedResolution },
    toMs: number,
    nowMs: EpochMs,
  ): Promise<DatedBars>;
  /** Stores longer bars where there are none. Returns how many were new. */
  keepLonger(
    tx: SqlPort,
    instrument: ExpiringSeries["instrument"],
    longer: LongerBars,
    nowMs: EpochMs,
  ): Promise<number>;
  /** Deletes the bars of a locked series that start before `toMs`, for good. Returns how many. */
  forgetBefore(
    tx: SqlPort,
    series: { readonly instrumentId: InstrumentId; readonly resolution: LimitedResolution },
    toMs: number,
    nowMs: EpochMs,
  ): Promise<number>;
}
