/** Execution for the composition roots. Nothing here does I/O yet: the simulated venue is pure. */
export * from "./index";
