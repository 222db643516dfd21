/** Portfolio for the composition roots. Nothing here does I/O yet. */
export * from "./index";
