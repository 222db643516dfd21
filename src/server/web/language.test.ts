import { describe, expect, it } from "vitest";
import { languageOf } from "./language";

describe("the language of a browser", () => {
  it.each([
    ["de-DE,de;q=0.9,en;q=0.8", "de"],
    ["en-GB,en;q=0.9,de;q=0.8", "en"],
    ["fr-FR,fr;q=0.9,de;q=0.5,en;q=0.4", "de"],
    ["en;q=0.2, DE-at ; q=0.7", "de"],
    ["de;q=0", "en"],
    ["de;q=nonsense", "en"],
    ["*", "en"],
    ["", "en"],
    [null, "en"],
  ])("%s is %s", (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
