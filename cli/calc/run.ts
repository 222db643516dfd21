import { type Answered, answerText, badAnswer, type Calculator } from "./answer";
import { type Line, splitLines } from "./lines";

/** Most bytes of one request: under the longest text V8 can hold, with room for its answer. */
const REQUEST_BYTES_MAX = 256 * 1024 * 1024;

/** Where answers go. Resolves when there is room for more. */
export type Write = (text: string) => Promise<void>;

/** Answers the whole of standard input. Returns whether it was good input. */
export async function answerWhole(
  calculator: Calculator,
  input: AsyncIterable<Uint8Array>,
  write: Write,
): Promise<boolean> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of input) {
    length += chunk.length;
    if (length > REQUEST_BYTES_MAX) parts.length = 0;
    else parts.push(chunk);
  }
  const line: Line = length > REQUEST_BYTES_MAX ? { tooLong: length } : { bytes: Buffer.concat(parts) };
  const answer = answerLine(calculator, line);
  await write(`${answer.json}\n`);
  return answer.good;
}

/** Answers one request a line, in order, one answer a line. A bad line gets its error and the run goes on. */
export async function answerLines(
  calculator: Calculator,
  input: AsyncIterable<Uint8Array>,
  write: Write,
): Promise<void> {
  for await (const line of splitLines(input, REQUEST_BYTES_MAX)) {
    await write(`${answerLine(calculator, line).json}\n`);
  }
}

function answerLine(calculator: Calculator, line: Line): Answered {
  if ("tooLong" in line) {
    const message = `at most ${REQUEST_BYTES_MAX} bytes in one request, was ${line.tooLong}`;
    return badAnswer({ kind: "input.too_large", message, path: "" });
  }
  const text = decode(line.bytes);
  if (text === null) return badAnswer({ kind: "input.not_text", message: "text in UTF-8", path: "" });
  return answerText(calculator, text);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decode(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    // A fatal decoder throws a TypeError on bytes that are no UTF-8, and nothing else.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
