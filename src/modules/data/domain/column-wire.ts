import { err, ok, type Result } from "@/modules/_kernel";
import { BAR_COLUMN_NAMES, type BarColumns, barColumnsOn, barCount, makeBarColumns } from "./bar-columns";

/** Bytes that are not what the format says: refused, never guessed at. */
export interface WireError {
  readonly kind: "columns.malformed";
  /** What would have passed, in words. */
  readonly expected: string;
  readonly actual: string;
}

const BAR_MAGIC = 0x52424642; // "BFBR" in little-endian order
const COLUMN_MAGIC = 0x4f434642; // "BFCO"
const WIRE_VERSION = 1;
const HEADER_BYTES = 16;
const VALUE_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Most bars in one message: 16 M bars are 800 MB, more than any reader here asks for. */
export const WIRE_BARS_MAX = 16_777_216;
/** Most columns of one series message, and most bytes of its header: bounds on what a hostile header may ask for. */
const WIRE_COLUMNS_MAX = 256;
const WIRE_HEADER_JSON_BYTES_MAX = 65_536;

/** Typed arrays use the machine's byte order; the wire is little-endian. Every machine we know is too, and if not we swap. */
const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const malformed = (expected: string, actual: string): Result<never, WireError> =>
  err({ kind: "columns.malformed", expected, actual });

function swapped(column: Float64Array): Float64Array {
  if (HOST_IS_LITTLE_ENDIAN) return column;
  const copy = new Float64Array(column.length);
  const view = new DataView(copy.buffer);
  column.forEach((value, index) => {
    view.setFloat64(index * VALUE_BYTES, value, true);
  });
  return copy;
}

/** The bytes on an offset that typed arrays accept: as they are when they begin on a multiple of 8, else copied once. */
function aligned(bytes: Uint8Array): { readonly buffer: ArrayBuffer; readonly offset: number } {
  if (bytes.buffer instanceof ArrayBuffer && bytes.byteOffset % VALUE_BYTES === 0) {
    return { buffer: bytes.buffer, offset: bytes.byteOffset };
  }
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return { buffer: copy.buffer, offset: 0 };
}

/**
 * Bars as one binary message: 16 bytes of header (magic "BFBR", version u16, columns u16, count u32, reserved u32), then
 * time, open, high, low, close, volume, each `count` little-endian Float64. 48 bytes a bar, every bit kept, NaN too.
 */
export function encodeBarColumns(bars: BarColumns): Uint8Array<ArrayBuffer> {
  const count = barCount(bars);
  const bytes = new Uint8Array(HEADER_BYTES + count * BAR_COLUMN_NAMES.length * VALUE_BYTES);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, BAR_MAGIC, true);
  header.setUint16(4, WIRE_VERSION, true);
  header.setUint16(6, BAR_COLUMN_NAMES.length, true);
  header.setUint32(8, count, true);
  const target = barColumnsOn(bytes.buffer, HEADER_BYTES, count);
  for (const name of BAR_COLUMN_NAMES) target[name].set(swapped(bars[name]));
  return bytes;
}

/**
 * The bars of a message of {@link encodeBarColumns}, as views on its bytes: nothing is copied when the bytes begin on a
 * multiple of 8. Refuses any other magic, version, column count or length.
 */
export function decodeBarColumns(bytes: Uint8Array): Result<BarColumns, WireError> {
  if (bytes.byteLength < HEADER_BYTES) {
    return malformed(`at least ${HEADER_BYTES} bytes of header`, `${bytes.byteLength} bytes`);
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [magic, version, columns] = [header.getUint32(0, true), header.getUint16(4, true), header.getUint16(6, true)];
  const count = header.getUint32(8, true);
  if (magic !== BAR_MAGIC) return malformed('the magic "BFBR"', `0x${magic.toString(16)}`);
  if (version !== WIRE_VERSION) return malformed(`version ${WIRE_VERSION}`, `version ${version}`);
  if (columns !== BAR_COLUMN_NAMES.length) return malformed(`${BAR_COLUMN_NAMES.length} columns`, `${columns} columns`);
  if (count > WIRE_BARS_MAX) return malformed(`at most ${WIRE_BARS_MAX} bars`, `${count} bars`);
  const length = HEADER_BYTES + count * columns * VALUE_BYTES;
  if (bytes.byteLength !== length) return malformed(`${length} bytes for ${count} bars`, `${bytes.byteLength} bytes`);
  const { buffer, offset } = aligned(bytes);
  const views = barColumnsOn(buffer, offset + HEADER_BYTES, count);
  if (HOST_IS_LITTLE_ENDIAN) return ok(views);
  const copy = makeBarColumns(count);
  for (const name of BAR_COLUMN_NAMES) copy[name].set(swapped(views[name]));
  return ok(copy);
}

/** Named columns, each of its own length. */
export type NamedColumns = Readonly<Record<string, Float64Array>>;

/**
 * Any columns as one binary message: 16 bytes of header (magic "BFCO", version u16, columns u16, JSON bytes u32, reserved
 * u32), a JSON array of `[name, length]` padded with spaces to a multiple of 8, then the columns as little-endian Float64.
 */
export function encodeColumns(columns: NamedColumns): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(columns);
  const json = JSON.stringify(entries.map(([name, column]) => [name, column.length]));
  const text = new TextEncoder().encode(json);
  const textBytes = Math.ceil(text.length / VALUE_BYTES) * VALUE_BYTES;
  const total = entries.reduce((sum, [, column]) => sum + column.length, 0);
  const bytes = new Uint8Array(HEADER_BYTES + textBytes + total * VALUE_BYTES).fill(
    0x20,
    HEADER_BYTES,
    HEADER_BYTES + textBytes,
  );
  const header = new DataView(bytes.buffer);
  header.setUint32(0, COLUMN_MAGIC, true);
  header.setUint16(4, WIRE_VERSION, true);
  header.setUint16(6, entries.length, true);
  header.setUint32(8, textBytes, true);
  bytes.set(text, HEADER_BYTES);
  let offset = HEADER_BYTES + textBytes;
  for (const [, column] of entries) {
    new Float64Array(bytes.buffer, offset, column.length).set(swapped(column));
    offset += column.length * VALUE_BYTES;
  }
  return bytes;
}

function parseColumnHeader(
  bytes: Uint8Array,
): Result<{ list: readonly (readonly [string, number])[]; dataOffset: number }, WireError> {
  if (bytes.byteLength < HEADER_BYTES) {
    return malformed(`at least ${HEADER_BYTES} bytes of header`, `${bytes.byteLength} bytes`);
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [magic, version, count] = [header.getUint32(0, true), header.getUint16(4, true), header.getUint16(6, true)];
  const textBytes = header.getUint32(8, true);
  if (magic !== COLUMN_MAGIC) return malformed('the magic "BFCO"', `0x${magic.toString(16)}`);
  if (version !== WIRE_VERSION) return malformed(`version ${WIRE_VERSION}`, `version ${version}`);
  if (count > WIRE_COLUMNS_MAX) return malformed(`at most ${WIRE_COLUMNS_MAX} columns`, `${count} columns`);
  const dataOffset = HEADER_BYTES + textBytes;
  if (textBytes % VALUE_BYTES !== 0 || textBytes > WIRE_HEADER_JSON_BYTES_MAX || dataOffset > bytes.byteLength) {
    return malformed("a JSON header of a multiple of 8 bytes inside the message", `${textBytes} bytes`);
  }
  const list = parseNames(new TextDecoder().decode(bytes.subarray(HEADER_BYTES, dataOffset)));
  if (list === null || list.length !== count)
    return malformed(`a JSON list of ${count} [name, length] pairs`, "other text");
  if (new Set(list.map(([name]) => name)).size !== count) return malformed("distinct column names", "a name twice");
  return ok({ list, dataOffset });
}

function parseNames(text: string): readonly (readonly [string, number])[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!Array.isArray(parsed)) return null;
  const list: (readonly [string, number])[] = [];
  for (const pair of parsed) {
    if (!Array.isArray(pair) || pair.length !== 2) return null;
    const [name, length]: unknown[] = pair;
    if (typeof name !== "string" || typeof length !== "number" || !Number.isInteger(length) || length < 0) return null;
    list.push([name, length]);
  }
  return list;
}

/** The columns of a message of {@link encodeColumns}, as views on its bytes. Refuses bytes that are not exactly one. */
export function decodeColumns(bytes: Uint8Array): Result<NamedColumns, WireError> {
  const header = parseColumnHeader(bytes);
  if (!header.ok) return header;
  const { list, dataOffset } = header.value;
  const values = list.reduce((sum, [, length]) => sum + length, 0);
  const length = dataOffset + values * VALUE_BYTES;
  if (bytes.byteLength !== length)
    return malformed(`${length} bytes for ${values} values`, `${bytes.byteLength} bytes`);
  const { buffer, offset } = aligned(bytes);
  const columns: [string, Float64Array][] = [];
  let at = offset + dataOffset;
  for (const [name, count] of list) {
    columns.push([name, swapped(new Float64Array(buffer, at, count))]);
    at += count * VALUE_BYTES;
  }
  return ok(Object.fromEntries(columns));
}
