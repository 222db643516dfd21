/** Characters of one line at most: a price line has a hundred, and a file without line ends must not fill the memory. */
export const LINE_CHARS_MAX = 65_536;

/** Text of a file cut into lines. `tooLong` lines were cut off at {@link LINE_CHARS_MAX}. */
export interface SplitLine {
  readonly line: number;
  readonly text: string;
  readonly tooLong: boolean;
}

/**
 * Cuts a stream of text into lines at `\n`, `\r\n` or `\r`, whatever mix a file has, and counts them from 1. Holds one
 * unfinished line at most, so memory does not grow with the file.
 */
export class LineSplitter {
  private rest = "";
  private line = 0;
  /** Inside a line that was given up as too long: nothing of it is kept until it ends. */
  private skipping = false;
  private readonly mark: "\n" | "\r";

  /** @param mark - `\r` only for files of old Macs, which have no `\n` at all. */
  constructor(mark: "\n" | "\r") {
    this.mark = mark;
  }

  push(chunk: string): readonly SplitLine[] {
    const lines: SplitLine[] = [];
    let from = 0;
    for (let at = chunk.indexOf(this.mark); at >= 0; at = chunk.indexOf(this.mark, from)) {
      this.end(this.rest + chunk.slice(from, at), lines);
      this.rest = "";
      from = at + 1;
    }
    const tail = chunk.slice(from);
    if (!this.skipping) this.rest += tail;
    if (this.rest.length > LINE_CHARS_MAX) {
      lines.push({ line: this.line + 1, text: this.rest.slice(0, LINE_CHARS_MAX), tooLong: true });
      this.rest = "";
      this.skipping = true;
    }
    return lines;
  }

  /** The last line, when the file does not end with a line end. */
  finish(): readonly SplitLine[] {
    const lines: SplitLine[] = [];
    if (this.skipping || this.rest !== "") this.end(this.rest, lines);
    this.rest = "";
    return lines;
  }

  private end(text: string, lines: SplitLine[]): void {
    this.line += 1;
    if (this.skipping) {
      this.skipping = false; // its beginning was handed over when it grew too long
      return;
    }
    const clean = text.endsWith("\r") ? text.slice(0, -1) : text;
    const tooLong = clean.length > LINE_CHARS_MAX;
    lines.push({ line: this.line, text: tooLong ? clean.slice(0, LINE_CHARS_MAX) : clean, tooLong });
  }
}
