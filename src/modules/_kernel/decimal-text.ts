/** Plain decimal text: an optional sign, digits, an optional fraction. No exponent, no spaces, no thousands marks. */
export const DECIMAL_PATTERN = /^[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})$/;
