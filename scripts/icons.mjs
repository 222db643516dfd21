// Draws the icons of public/ from public/icon.svg with the browser that tests use: `node scripts/icons.mjs`, after a change of it.
import { readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const PUBLIC = new URL("../public/", import.meta.url);
const BACKGROUND = "#0b0e10";

/**
 * `part`: how much of the width the mark takes. A maskable icon may lose everything outside a circle of 80 %, so its mark is smaller
 * and its background goes to the edge; Apple rounds corners itself and knows no transparency.
 */
const ICONS = [
  { name: "icon-192.png", size: 192, part: 1, filled: false },
  { name: "icon-512.png", size: 512, part: 1, filled: false },
  { name: "icon-maskable-192.png", size: 192, part: 0.72, filled: true },
  { name: "icon-maskable-512.png", size: 512, part: 0.72, filled: true },
  { name: "apple-touch-icon.png", size: 180, part: 0.92, filled: true },
];

const svg = readFileSync(new URL("icon.svg", PUBLIC), "utf8");
const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
const browser = await chromium.launch({
  executablePath: process.env.TEST_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  for (const { name, size, part, filled } of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const inner = Math.round(size * part);
    await page.setContent(
      `<body style="margin:0;width:${size}px;height:${size}px;display:grid;place-items:center;background:${filled ? BACKGROUND : "transparent"}"><img src="${address}" width="${inner}" height="${inner}">`,
    );
    await page.locator("img").evaluate((image) => image.decode());
    writeFileSync(new URL(name, PUBLIC), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
