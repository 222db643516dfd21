const ISIN = /^[A-Z]{2}[A-Z0-9]{9}[0-9]$/;
const LETTER_A = 65;

/**
 * True for an International Securities Identification Number with its right check digit (ISO 6166: letters count as 10 to
 * 35, then Luhn over the digits).
 */
export function isIsin(text: string): boolean {
  if (!ISIN.test(text)) return false;
  const digits = Array.from(text, (letter) =>
    /[0-9]/.test(letter) ? letter : String(letter.charCodeAt(0) - LETTER_A + 10),
  ).join("");
  const sum = Array.from(digits)
    .toReversed()
    .map((digit, place) => Number(digit) * (place % 2 === 0 ? 1 : 2))
    .reduce((total, value) => total + (value > 9 ? value - 9 : value), 0);
  return sum % 10 === 0;
}
