import { invariant } from "@/modules/_kernel";
import { type BarColumns, makeBarColumns } from "../domain/bar-columns";
import type { CheckedBars } from "../domain/csv/bar-checker";

// PostgreSQL's binary COPY format: a header, then for each row a count of fields and for each field its length and bytes,
// big-endian; -1 as a count ends it. https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format".
const SIGNATURE = Uint8Array.of(0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00);
const HEADER_BYTES = SIGNATURE.length + 8;
const TRAILER_BYTES = 2;
const FIELD_BYTES = 4 + 8;
/** ts, open, high, low, close, volume: every one eight bytes and never null. */
const BAR_FIELDS = 6;
const BAR_ROW_BYTES = 2 + BAR_FIELDS * FIELD_BYTES;
/** line (int4), then the six. */
const STAGED_ROW_BYTES = 2 + 4 + 4 + BAR_FIELDS * FIELD_BYTES;
/** timestamptz counts microseconds from 2000-01-01; we count milliseconds from 1970-01-01. */
const PG_EPOCH_MS = 946_684_800_000;
const TWO_32 = 4_294_967_296;
const CAPACITY_MIN = 1024;

/** Turns the chunks of `COPY (SELECT ts, open, high, low, close, volume …) TO STDOUT (FORMAT binary)` into columns. */
export class BarCopyReader {
  private columns: BarColumns;
  private capacity: number;
  private count = 0;
  private headerDone = false;
  private ended = false;
  /** A row, the header or the trailer that a chunk cut in two. */
  private carry = new Uint8Array(0);

  /** @param expected - How many bars will come, if known: saves growing. */
  constructor(expected: number) {
    this.capacity = Math.max(CAPACITY_MIN, Math.ceil(expected));
    this.columns = makeBarColumns(this.capacity);
  }

  push(chunk: Uint8Array): void {
    let bytes = chunk;
    if (this.carry.length > 0) {
      bytes = this.completeCarry(chunk);
      if (bytes.length === 0) return;
    }
    const used = this.read(bytes);
    this.carry = bytes.slice(used);
  }

  /** The bars so far; breaks an invariant when the copy did not end properly. */
  finish(): BarColumns {
    invariant(this.ended && this.carry.length === 0, "a binary COPY ends with its trailer");
    if (this.count === this.capacity) return this.columns;
    const whole = makeBarColumns(this.count);
    whole.time.set(this.columns.time.subarray(0, this.count));
    whole.open.set(this.columns.open.subarray(0, this.count));
    whole.high.set(this.columns.high.subarray(0, this.count));
    whole.low.set(this.columns.low.subarray(0, this.count));
    whole.close.set(this.columns.close.subarray(0, this.count));
    whole.volume.set(this.columns.volume.subarray(0, this.count));
    return whole;
  }

  /** Reads what the carry began from the new chunk, so that only a row's worth is ever copied; returns the rest. */
  private completeCarry(chunk: Uint8Array): Uint8Array {
    const taken = Math.min(chunk.length, BAR_ROW_BYTES + HEADER_BYTES);
    const joined = new Uint8Array(this.carry.length + taken);
    joined.set(this.carry);
    joined.set(chunk.subarray(0, taken), this.carry.length);
    const used = this.read(joined);
    if (taken === chunk.length) {
      this.carry = joined.slice(used);
      return new Uint8Array(0);
    }
    // More than a row was given, so at least the carry was used up, and the rest goes on inside the chunk.
    const rest = chunk.subarray(used - this.carry.length);
    this.carry = new Uint8Array(0);
    return rest;
  }

  /** Reads whole rows; returns how many bytes they took. */
  private read(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    if (!this.headerDone) {
      if (bytes.length < HEADER_BYTES) return 0;
      invariant(
        SIGNATURE.every((byte, index) => bytes[index] === byte),
        "a binary COPY begins with its signature",
      );
      invariant(view.getInt32(SIGNATURE.length + 4) === 0, "a binary COPY has no header extension");
      this.headerDone = true;
      at = HEADER_BYTES;
    }
    this.reserve(Math.floor((bytes.length - at) / BAR_ROW_BYTES));
    at = this.readRows(view, at);
    if (bytes.length - at >= TRAILER_BYTES && view.getInt16(at) === -1) {
      this.ended = true;
      return at + TRAILER_BYTES;
    }
    return at;
  }

  private readRows(view: DataView, from: number): number {
    const { time, open, high, low, close, volume } = this.columns;
    const end = view.byteLength - BAR_ROW_BYTES;
    let at = from;
    let row = this.count;
    while (at <= end) {
      const fields = view.getInt16(at);
      if (fields !== BAR_FIELDS) {
        invariant(fields === -1, `a bar has ${BAR_FIELDS} fields, was ${fields}`);
        break;
      }
      // All lengths at once: six times 8. A null would be -1.
      const lengths =
        view.getInt32(at + 2) |
        view.getInt32(at + 14) |
        view.getInt32(at + 26) |
        view.getInt32(at + 38) |
        view.getInt32(at + 50) |
        view.getInt32(at + 62);
      if (lengths !== 8) invariant(false, "a field of a bar has 8 bytes");
      time[row] = (view.getInt32(at + 6) * TWO_32 + view.getUint32(at + 10)) / 1000 + PG_EPOCH_MS;
      open[row] = view.getFloat64(at + 18);
      high[row] = view.getFloat64(at + 30);
      low[row] = view.getFloat64(at + 42);
      close[row] = view.getFloat64(at + 54);
      volume[row] = view.getFloat64(at + 66);
      row += 1;
      at += BAR_ROW_BYTES;
    }
    this.count = row;
    return at;
  }

  private reserve(rows: number): void {
    if (this.count + rows <= this.capacity) return;
    const capacity = Math.max(this.count + rows, this.capacity * 2);
    const grown = makeBarColumns(capacity);
    grown.time.set(this.columns.time);
    grown.open.set(this.columns.open);
    grown.high.set(this.columns.high);
    grown.low.set(this.columns.low);
    grown.close.set(this.columns.close);
    grown.volume.set(this.columns.volume);
    this.columns = grown;
    this.capacity = capacity;
  }
}

/** The chunks of `COPY bar_staging (line, ts, open, high, low, close, volume) FROM STDIN (FORMAT binary)`. */
export async function* encodeStaged(batches: AsyncIterable<CheckedBars>): AsyncGenerator<Uint8Array, void> {
  const header = new Uint8Array(HEADER_BYTES);
  header.set(SIGNATURE);
  yield header;
  for await (const batch of batches) {
    if (batch.count > 0) yield encodeBatch(batch);
  }
  yield Uint8Array.of(0xff, 0xff);
}

function encodeBatch({ bars, lines, count }: CheckedBars): Uint8Array {
  const bytes = new Uint8Array(count * STAGED_ROW_BYTES);
  const view = new DataView(bytes.buffer);
  const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume];
  let at = 0;
  for (let row = 0; row < count; row += 1) {
    view.setInt16(at, BAR_FIELDS + 1);
    view.setInt32(at + 2, 4);
    view.setInt32(at + 6, lines[row] ?? 0);
    view.setInt32(at + 10, 8);
    const micros = ((bars.time[row] ?? Number.NaN) - PG_EPOCH_MS) * 1000;
    const upper = Math.floor(micros / TWO_32);
    view.setInt32(at + 14, upper);
    view.setUint32(at + 18, micros - upper * TWO_32);
    at += 22;
    for (const column of columns) {
      view.setInt32(at, 8);
      view.setFloat64(at + 4, column[row] ?? Number.NaN);
      at += FIELD_BYTES;
    }
  }
  return bytes;
}
