/** Working orders that are read and drawn at once; an account has fewer. */
export const WORKING_MAX = 500;
