import type { ReactNode } from "react";

export interface PlainColumn<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
}

export interface PlainTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly PlainColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
}

/** A short table to read, not to work with: no sorting, no filter. The first column heads its rows. */
export function PlainTable<Row>({ caption, columns, rows, rowId }: PlainTableProps<Row>) {
  return (
    <table className="num w-full border-collapse text-right text-11 leading-5.5">
      <caption className="pb-1 text-left text-12 font-medium text-tx-2">{caption}</caption>
      <thead>
        <tr className="text-tx-3">
          {columns.map(({ head }, place) => (
            <th key={head} scope="col" className={place === 0 ? "text-left font-normal" : "pl-2 font-normal"}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowId(row)} className="border-t border-line-1">
            {columns.map(({ head, cell }, place) =>
              place === 0 ? (
                <th key={head} scope="row" className="text-left font-normal text-tx-2">
                  {cell(row)}
                </th>
              ) : (
                <td key={head} className="pl-2 text-tx-1">
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
