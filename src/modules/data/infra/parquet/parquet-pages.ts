import type { PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { unpack } from "./decompress";
import type { ParquetLimits } from "./parquet-shape";

/** A column of one row group, as far as its pages are concerned. */
export interface ColumnBytes {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly codec: string;
  /** Values may be missing. */
  readonly optional: boolean;
  readonly boolean: boolean;
}

/** Encodings whose pages hold runs: a run may say that it has more values than there are. */
const IN_RUNS = ["PLAIN_DICTIONARY", "RLE_DICTIONARY", "RLE"];

/**
 * Looks at a column's pages before anybody decodes them: what they say they hold must fit into what there is. A page that says
 * otherwise would make its decoder ask for all the memory and all the time there is.
 *
 * @returns What is wrong, in words; null when nothing is. Throws at damage, as parsers do.
 */
export function pagesProblem(column: ColumnBytes, limits: ParquetLimits): string | null {
  const { bytes, rows } = column;
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let values = 0;
  let unpacked = 0;
  while (values < rows) {
    if (reader.offset >= bytes.byteLength) return "one of its columns has fewer values than rows";
    const head = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: size } = head;
    const left = bytes.byteLength - reader.offset;
    if (!isCount(packed, left) || !isCount(size, Number.MAX_SAFE_INTEGER)) return "one of its pages is cut off";
    if (size > limits.pageBytesMax) {
      return `one of its pages unpacks to ${size} bytes, and ${limits.pageBytesMax} are read at once`;
    }
    unpacked += size;
    if (unpacked > limits.groupBytesMax) {
      return `one of its columns unpacks to more than ${limits.groupBytesMax} bytes: write smaller row groups`;
    }
    const count = head.data_page_header?.num_values ?? head.data_page_header_v2?.num_values ?? 0;
    const names = head.dictionary_page_header?.num_values ?? 0;
    if (!isCount(count, rows - values)) return "one of its columns has more values than rows";
    if (!isCount(names, Math.max(rows, size))) return "the dictionary of one of its columns is larger than its page";
    if (!runsFit(bytes.subarray(reader.offset, reader.offset + packed), head, column))
      return "it is damaged or cut off";
    values += count;
    reader.offset += packed;
  }
  return null;
}

function isCount(value: number, maximum: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= maximum;
}

/** Whether the runs of a data page hold no more values than the page says. */
function runsFit(packed: Uint8Array, head: PageHeader, { codec, optional, boolean }: ColumnBytes): boolean {
  const { data_page_header: first, data_page_header_v2: second, uncompressed_page_size: size } = head;
  if (first !== undefined) {
    const page = unpack(codec, packed, size);
    const levels = optional ? 4 + lengthAt(page, 0) : 0;
    if (optional && !areHeld(page.subarray(4, levels), 1, first.num_values)) return false;
    return !IN_RUNS.includes(first.encoding) || fitValues(page.subarray(levels), boolean, first.num_values);
  }
  if (second === undefined) return true;
  const repetitions = second.repetition_levels_byte_length;
  const levels = repetitions + second.definition_levels_byte_length;
  if (!isCount(levels, Math.min(size, packed.length))) return false;
  if (optional && !areHeld(packed.subarray(repetitions, levels), 1, second.num_values)) return false;
  if (!IN_RUNS.includes(second.encoding) || size === levels) return true;
  const rest = packed.subarray(levels);
  const page = second.is_compressed === false ? rest : unpack(codec, rest, size - levels);
  return fitValues(page, boolean, second.num_values);
}

const lengthAt = (page: Uint8Array, at: number) =>
  new DataView(page.buffer, page.byteOffset, page.byteLength).getUint32(at, true);

/** Truth values begin with the length of their runs, places in a dictionary with the bits that each takes. */
function fitValues(page: Uint8Array, boolean: boolean, values: number): boolean {
  return boolean ? areHeld(page.subarray(4), 1, values) : areHeld(page.subarray(1), page[0] ?? 0, values);
}

/** Walks the runs without their values: packed ones are bounded by their bytes, repeated ones by the values there are. */
function areHeld(runs: Uint8Array, bits: number, values: number): boolean {
  let at = 0;
  // Packed runs come in eights: the last one may have some to spare.
  for (let seen = 0; seen < values && at < runs.length; ) {
    let [head, shift] = [0, 0];
    for (let more = true; more; shift += 7) {
      const byte = runs[at] ?? 0;
      if (shift > 28) return false;
      head += (byte & 0x7f) * 2 ** shift;
      more = byte > 0x7f;
      at += 1;
    }
    const count = Math.floor(head / 2) * (head % 2 === 1 ? 8 : 1);
    if (count > values - seen + 7) return false;
    at += head % 2 === 1 ? (count / 8) * bits : Math.ceil(bits / 8);
    seen += count;
  }
  return true;
}
