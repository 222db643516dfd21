import { describe, expect, it } from "vitest";
import { escapeHtml, pairs, section, table } from "./html";

const HOSTILE = `<img src=x onerror="alert('1')">&`;

describe("pieces of a document", () => {
  it("let no text become markup", () => {
    const safe = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;";
    expect(escapeHtml(HOSTILE)).toBe(safe);
    const columns = [{ head: HOSTILE, cell: (row: string) => row }];
    for (const made of [table(HOSTILE, columns, [HOSTILE]), section(HOSTILE), pairs([[HOSTILE, HOSTILE]])]) {
      expect(made).not.toContain("<img");
      expect(made).toContain(safe);
    }
  });

  it("give a table its caption and its row heads", () => {
    const made = table(
      "Years",
      [
        { head: "Year", cell: (row: string) => row },
        { head: "%", cell: () => "1" },
      ],
      ["2020"],
    );
    expect(made).toContain("<caption>Years</caption>");
    expect(made).toContain('<th scope="row">2020</th><td>1</td>');
  });
});
