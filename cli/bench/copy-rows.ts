import { BAR_COLUMN_NAMES, type BarColumns, barCount } from "@/modules/data";

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
const HEADER_BYTES = SIGNATURE.length + 8;
const FIELD_BYTES = 4 + 8;
const ROW_BYTES = 2 + BAR_COLUMN_NAMES.length * FIELD_BYTES;
/** 2000-01-01 in milliseconds since 1970: PostgreSQL's timestamps count microseconds from there. */
const PG_EPOCH_MS = 946_684_800_000;

/** Bars as a binary COPY of (timestamptz, five float8), made before the clock starts: the peer only has to send it. */
export function toCopyRows(bars: BarColumns): Uint8Array {
  const count = barCount(bars);
  const bytes = Buffer.alloc(HEADER_BYTES + count * ROW_BYTES + 2);
  SIGNATURE.copy(bytes);
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i += 1) {
    at = bytes.writeInt16BE(BAR_COLUMN_NAMES.length, at);
    for (const name of BAR_COLUMN_NAMES) {
      const value = bars[name][i] ?? Number.NaN;
      at = bytes.writeInt32BE(8, at);
      at =
        name === "time"
          ? bytes.writeBigInt64BE(BigInt(value - PG_EPOCH_MS) * 1000n, at)
          : bytes.writeDoubleBE(value, at);
    }
  }
  bytes.writeInt16BE(-1, at);
  return bytes;
}
