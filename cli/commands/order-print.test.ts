import { expect, it } from "vitest";
import { averageText } from "./order-print";

it("writes an average of fills with as many digits as are read", () => {
  expect(averageText(`30811.78043${"3".repeat(50)}`)).toBe("30811.78043333");
  expect(averageText("73.45")).toBe("73.45");
  expect(averageText(`0.0000012345${"6".repeat(20)}`)).toBe("0.0000012345667");
  expect(averageText("1234567890123.5")).toBe("1234567890123.5");
});
