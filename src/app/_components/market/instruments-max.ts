/** The API's own bound; above it a search box narrows. */
export const INSTRUMENTS_MAX = 200;
