/** Pieces of a document. Text is escaped where it enters; what is `Html` already is joined as it is. */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** One column of a table: its head and what a row shows in it. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
  /** Words to the left, numbers to the right. */
  readonly words?: true;
}

/** A table with a caption that says what it is; the first column heads its rows. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const side = ({ words }: Column<Row>) => (words === true ? ' class="words"' : "");
  const head = columns.map((column) => `<th scope="col"${side(column)}>${escapeHtml(column.head)}</th>`).join("");
  const body = rows
    .map((row) => {
      const cells = columns.map((column, place) => {
        const text = escapeHtml(column.cell(row));
        return place === 0 ? `<th scope="row"${side(column)}>${text}</th>` : `<td${side(column)}>${text}</td>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    })
    .join("\n");
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A part of the document under its heading. */
export function section(title: string, ...parts: readonly string[]): string {
  return `<section><h2>${escapeHtml(title)}</h2>${parts.join("\n")}</section>`;
}

/** Names and values in pairs. */
export function pairs(rows: readonly (readonly [name: string, value: string])[], className = "card"): string {
  const items = rows.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`);
  return `<dl class="${className}">${items.join("")}</dl>`;
}
