/** Strategy for the composition roots. */
export * from "./index";
