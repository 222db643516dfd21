/** A half of a surrogate pair without the other half: where text was cut, or nonsense. */
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Text that PostgreSQL takes, whatever a source sent: without zero characters and halves of characters. */
export function plainText(text: string): string {
  return text.replaceAll("\u0000", "").replaceAll(LONE_SURROGATES, "\ufffd");
}

/** JSON that PostgreSQL takes: its texts are plain, and a number that is none is written by its name. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "string") return plainText(inner);
    return typeof inner === "number" && !Number.isFinite(inner) ? String(inner) : inner;
  });
}
