/** The one table of the product, and the words its columns are described with. */
export type { TableColumn } from "./column";
export { DataTable } from "./data-table";
export { nextPlace } from "./next-place";
