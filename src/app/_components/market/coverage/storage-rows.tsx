import type { ReactNode } from "react";

export interface RowsProps {
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly ReactNode[] }[];
}

/** A plain table: the first column names, the others are numbers. */
export function Rows({ label, head, rows }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <table aria-label={label} className="w-full text-12">
      <thead>
        <tr>
          {head.map((name, at) => (
            <th
              key={name}
              scope="col"
              className={`h-6 border-b border-line-1 px-3 text-11 font-normal text-tx-3 max-md:px-4 ${at === 0 ? "text-left" : "text-right"}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, cells }) => (
          <tr key={id} className="h-7 border-b border-line-1 hover:bg-bg-2">
            {cells.map((cell, at) => (
              <td key={head[at]} className={`px-3 max-md:px-4 ${at === 0 ? "text-left" : "num text-right"}`}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
