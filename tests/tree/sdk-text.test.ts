import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { makeSdkText, SDK_TEXT_FILE } from "../../scripts/generate-sdk.mjs";

it("keeps the text of the SDK and the examples fresh", async () => {
  expect(readFileSync(SDK_TEXT_FILE, "utf8") === (await makeSdkText()), "run `npm run generate`").toBe(true);
});
