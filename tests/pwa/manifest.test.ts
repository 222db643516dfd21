import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Manifest = z.object({
  id: z.string(),
  start_url: z.string(),
  scope: z.literal("/"),
  display: z.literal("standalone"),
  icons: z.array(
    z.object({
      src: z.string(),
      sizes: z.string(),
      type: z.string(),
      purpose: z.enum(["any", "maskable"]).default("any"),
    }),
  ),
  shortcuts: z.array(z.object({ url: z.string() })),
});

const manifest = Manifest.parse(JSON.parse(readFileSync("public/manifest.webmanifest", "utf8")));

/** Width and height of a PNG, from its header. */
function sizeOf(path: string): string {
  const bytes = readFileSync(path);
  expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

describe("the manifest", () => {
  const drawn = manifest.icons.filter(({ type }) => type === "image/png");

  it.each(drawn.map(({ src, sizes }) => [src, sizes] as const))("has %s in the size that it names", (src, sizes) => {
    expect(sizeOf(`public${src}`)).toBe(sizes);
  });

  it("has what browsers ask of an app that can be installed: 192 and 512 pixels, whole and maskable", () => {
    for (const purpose of ["any", "maskable"])
      expect(drawn.filter((icon) => icon.purpose === purpose).map(({ sizes }) => sizes)).toEqual([
        "192x192",
        "512x512",
      ]);
  });

  it("begins, and leads on, inside of its scope", () => {
    for (const url of [manifest.start_url, ...manifest.shortcuts.map((each) => each.url)])
      expect(url).toMatch(/^\/\w+$/);
  });
});
