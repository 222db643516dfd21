import type { FileError } from "./index";

/**
 * A file that turned out to be no good in the middle of being read. Thrown by its rows, for a stream has no other way to say
 * so; whoever asked for the rows turns it into the refusal that it carries.
 */
export class RefusedFile extends Error {
  override readonly name = "RefusedFile";
  readonly refusal: FileError;

  constructor(refusal: FileError) {
    super(refusal.kind);
    this.refusal = refusal;
  }
}
