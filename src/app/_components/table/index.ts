/** The one table of the product, and the words its columns are described with. */
export type { CardPlace, CellValue, TableColumn } from "./column";
export { DataTable, type DataTableProps } from "./data-table";
