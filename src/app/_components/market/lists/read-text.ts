/** What a file begins with that spreadsheets save as "Unicode text". */
const MARKS = [
  { mark: [0xff, 0xfe], encoding: "utf-16le" },
  { mark: [0xfe, 0xff], encoding: "utf-16be" },
] as const;

/** The text of a file: UTF-8, or UTF-16 where its first bytes say so. Read as the other it would be a list of nonsense. */
export async function readText(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const found = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte));
  return new TextDecoder(found?.encoding ?? "utf-8").decode(bytes);
}
