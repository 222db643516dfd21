const NEWLINE = 0x0a;

/** One line of the input: its bytes, or how long it was when that is more than anybody may ask at once. */
export type Line = { readonly bytes: Uint8Array } | { readonly tooLong: number };

/**
 * Lines of a byte stream, without their ends, one at a time: memory holds one line and one chunk. A line longer than
 * `bytesMax` is skipped as it arrives. The last line may lack its end; nothing after the last end is no line.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array) => {
    length += part.length;
    if (length <= bytesMax) parts.push(part);
    else parts = [];
  };
  const finish = (): Line => {
    const line: Line = length > bytesMax ? { tooLong: length } : { bytes: Buffer.concat(parts) };
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end));
      yield finish();
      from = end + 1;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (length > 0) yield finish();
}
