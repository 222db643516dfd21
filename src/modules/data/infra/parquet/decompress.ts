import zlib from "node:zlib";
import { type Compressors, snappyUncompress } from "hyparquet";

type Unpack = (packed: Uint8Array, size: number) => Uint8Array;

/** Node has it from 22.15 on. */
const zstd: unknown = Reflect.get(zlib, "zstdDecompressSync");

const bounded = (size: number) => ({ maxOutputLength: Math.max(1, size) });

const unpackers: Readonly<Record<string, Unpack>> = {
  SNAPPY(packed, size) {
    const page = new Uint8Array(size);
    snappyUncompress(packed, page);
    return page;
  },
  GZIP: (packed, size) => zlib.gunzipSync(packed, bounded(size)),
  BROTLI: (packed, size) => zlib.brotliDecompressSync(packed, bounded(size)),
  ...(typeof zstd === "function"
    ? { ZSTD: (packed: Uint8Array, size: number) => new Uint8Array(zstd(packed, bounded(size))) }
    : {}),
};

/** How pages are unpacked: never into more than their heads say, which were looked at before. */
export const compressors: Compressors = unpackers;

/** One page, unpacked; throws when it is not as large as it says. */
export function unpack(codec: string, packed: Uint8Array, size: number): Uint8Array {
  return codec === "UNCOMPRESSED" ? packed : (unpackers[codec]?.(packed, size) ?? packed);
}

/** Names of what can be unpacked here. */
export const CODECS_READ: readonly string[] = ["UNCOMPRESSED", ...Object.keys(unpackers)];
